package dev.moosic.tunnel.server.tls;

import dev.moosic.tunnel.auth.CertificateStore;
import dev.moosic.tunnel.auth.database.DatabaseException;
import dev.moosic.tunnel.server.config.AcmeSettings;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates from an ACME authority, one a name, kept in the database. Those of {@code --acme} are fetched at the start,
 * those of granted names when the first handshake asks; all are renewed at two thirds of their life. What fails is tried
 * again later and later, while the certificate before stays.
 */
final class AcmeCertificates implements CertificateSource {
    /** Names with a certificate, configured ones included. */
    static final int MAX_NAMES = 1_000;

    /** Orders for names that nobody configured, in {@link #ON_DEMAND_WINDOW}. */
    static final int MAX_ON_DEMAND = 20;

    static final Duration ON_DEMAND_WINDOW = Duration.ofHours(1);
    static final Duration CHECK_INTERVAL = Duration.ofMinutes(1);
    static final Duration FIRST_RETRY = Duration.ofMinutes(1);
    static final Duration OTHER_NODE_WAIT = Duration.ofSeconds(30);
    static final Duration LAST_RETRY = Duration.ofHours(6);

    private static final int MAX_WAITING = 100;
    private static final String STORED_AS = "acme:";
    private static final Logger LOG = LoggerFactory.getLogger(AcmeCertificates.class);

    private final AcmeSettings settings;
    private final AcmeOrders orders;
    private final AcmeChallenges challenges;
    private final CompletableFuture<CertificateStore> database;
    private final Function<String, CompletionStage<Boolean>> granted;
    private final ServerContexts contexts;
    private final Clock clock;
    private final ScheduledExecutorService scheduler;
    private final Map<String, AcmeName> names = new ConcurrentHashMap<>();
    private final ArrayDeque<Instant> onDemand = new ArrayDeque<>();
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), new DefaultThreadFactory("acme", true));

    /**
     * @param database completes when the database is open
     * @param granted whether a client was granted a name, in lower case
     * @param scheduler looks for what is due; stays the caller's
     */
    AcmeCertificates(
            AcmeSettings settings,
            CompletableFuture<CertificateStore> database,
            Function<String, CompletionStage<Boolean>> granted,
            ServerContexts contexts,
            Clock clock,
            ScheduledExecutorService scheduler) {
        this.settings = settings;
        this.database = database;
        this.granted = granted;
        this.contexts = contexts;
        this.clock = clock;
        this.challenges = new AcmeChallenges(database);
        this.orders = new AcmeOrders(new AcmeAccount(settings, database), challenges, contexts.provider());
        this.scheduler = scheduler;
        settings.domains().forEach(domain -> names.put(domain, new AcmeName(domain)));
    }

    /** Orders what is needed; from now on, since the authority connects back: the listeners stand. */
    void begin() {
        database.thenRun(this::renewDue);
        scheduler.scheduleWithFixedDelay(
                this::renewDue, CHECK_INTERVAL.toMillis(), CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    AcmeChallenges challenges() {
        return challenges;
    }

    @Override
    public CompletionStage<SslContext> context(@Nullable String serverName) {
        AcmeName known = names.get(serverName == null ? settings.domains().get(0) : serverName);
        if (known != null || serverName == null) {
            return known == null ? refused("no name") : known.context();
        }
        return granted.apply(serverName)
                .thenCompose(yes -> yes ? onDemand(serverName).context() : refused(serverName));
    }

    @Override
    public List<X509Certificate> inUse() {
        return settings.domains().stream()
                .map(domain -> names.get(domain))
                .map(name -> name == null ? null : name.certificate())
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public @Nullable SslContext validation(String serverName) {
        return challenges.alpn(serverName);
    }

    private static <T> CompletionStage<T> refused(String name) {
        return CompletableFuture.failedFuture(new SSLException("no certificate for " + name));
    }

    private AcmeName onDemand(String domain) {
        AcmeName name = names.computeIfAbsent(domain, AcmeName::new);
        if (names.size() > MAX_NAMES) {
            names.remove(domain, name);
            name.failed(new SSLException("more than " + MAX_NAMES + " names"), clock.instant(), Duration.ZERO);
        } else {
            renew(name);
        }
        return name;
    }

    /** Whether another order for a name that nobody configured is allowed now. */
    private synchronized boolean takesOnDemand() {
        Instant now = clock.instant();
        while (!onDemand.isEmpty() && onDemand.peek().isBefore(now.minus(ON_DEMAND_WINDOW))) {
            onDemand.remove();
        }
        return onDemand.size() < MAX_ON_DEMAND && onDemand.add(now);
    }

    /** Orders what has no certificate, or an old one, and is not waiting to be tried again. */
    void renewDue() {
        names.values().forEach(this::renew);
    }

    private void renew(AcmeName name) {
        if (!database.isDone() || !name.begin(clock.instant())) {
            return;
        }
        if (name.hasContext()) {
            enqueue(name);
            return;
        }
        // Shown at once: the orders before it in the queue may take minutes each.
        find(name).whenComplete((stored, failure) -> {
            try {
                if (failure == null && stored.isPresent()) {
                    use(name, stored.get());
                }
            } catch (SSLException | RuntimeException unusable) {
                LOG.debug("tls certificate in the database not usable name={}", name.domain, unusable);
            }
            enqueue(name);
        });
    }

    private CompletableFuture<Optional<KeyedCertificate>> find(AcmeName name) {
        return database.thenCompose(store -> store.find(STORED_AS + name.domain))
                .thenApply(stored -> stored.map(KeyedCertificate::of));
    }

    private void enqueue(AcmeName name) {
        try {
            thread.execute(() -> {
                try {
                    obtain(name);
                } catch (RuntimeException | InterruptedException | AcmeException | SSLException failure) {
                    failed(name, failure);
                } finally {
                    name.end();
                }
            });
        } catch (RejectedExecutionException full) {
            name.end();
        }
    }

    private void obtain(AcmeName name) throws AcmeException, InterruptedException, SSLException {
        if (!name.isDue(clock.instant())) {
            return;
        }
        // While this waited for its turn, another node may have renewed it.
        Optional<KeyedCertificate> stored = await(find(name));
        if (stored.isPresent() && !Renewal.isDue(stored.get().certificate(), clock.instant())) {
            use(name, stored.get());
            return;
        }
        if (!settings.domains().contains(name.domain)) {
            // Whoever lost its grant is not certified again.
            if (!await(granted.apply(name.domain).toCompletableFuture())) {
                throw new AcmeException("no client was granted this name any more");
            }
        }
        AcmeLock lock = new AcmeLock(database.join(), name.domain);
        if (!await(lock.take(clock.instant()))) {
            // Another node orders it, and leaves it in the database.
            name.retryAt(clock.instant().plus(OTHER_NODE_WAIT));
            return;
        }
        try {
            if (!settings.domains().contains(name.domain) && !takesOnDemand()) {
                throw new AcmeException("more than " + MAX_ON_DEMAND + " names in " + ON_DEMAND_WINDOW.toMinutes()
                        + " minutes: waiting");
            }
            KeyedCertificate ordered = orders.order(name.domain);
            await(database.thenCompose(store -> store.put(STORED_AS + name.domain, ordered.toStored())));
            use(name, ordered);
        } finally {
            lock.release();
        }
    }

    private static <T> T await(CompletableFuture<T> answer) {
        return answer.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private void use(AcmeName name, KeyedCertificate certificate) throws SSLException {
        name.use(certificate, contexts.show(certificate));
        LOG.info(
                "tls certificate from=acme name={} until={}",
                name.domain,
                certificate.certificate().getNotAfter().toInstant());
    }

    private void failed(AcmeName name, Exception failure) {
        Instant now = clock.instant();
        Duration asked = failure instanceof AcmeRateLimitedException limited
                ? limited.getRetryAfter().map(at -> Duration.between(now, at)).orElse(Duration.ZERO)
                : Duration.ZERO;
        Instant next = name.failed(failure, now, asked);
        LOG.error(
                "tls certificate not obtained from=acme directory={} name={} retryAt={} reason=\"{}\"",
                settings.directory(),
                name.domain,
                next,
                reason(failure));
    }

    /** What each exception says down to the first cause; some say "Network error" only, and their causes nothing. */
    static String reason(Throwable failure) {
        StringJoiner reason = new StringJoiner(": ");
        String before = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String says = says(cause);
            // Wrappers repeat what their cause says.
            if (!says.isEmpty() && !before.contains(says) && !(cause instanceof CompletionException)) {
                reason.add(says);
                before = says;
            }
            if (cause instanceof DatabaseException) {
                break; // It has said what its causes say.
            }
        }
        return reason.length() == 0 ? failure.getClass().getSimpleName() : reason.toString();
    }

    private static String says(Throwable cause) {
        if (cause instanceof UnresolvedAddressException) {
            return "unknown host";
        }
        if (cause.getMessage() != null) {
            return cause.getMessage();
        }
        return cause instanceof ConnectException ? "no connection" : "";
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
