package dev.moosic.tunnel.server.tls;

import dev.moosic.tunnel.auth.CertificateStore;
import dev.moosic.tunnel.auth.StoredCertificate;
import io.netty.handler.ssl.SslContext;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates from the {@link PrivateAuthority} in the database, which the first node makes. Each node certifies itself
 * anew at every start and every 60 days; connections that stand do not notice.
 */
final class PrivateCertificates implements CertificateSource {
    /** Under what name the database keeps the authority. */
    static final String STORED_AS = "private-authority";

    static final Duration CHECK_INTERVAL = Duration.ofHours(1);

    /** How soon the authority is read again if the database did not give it. */
    static final Duration READ_RETRY = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(PrivateCertificates.class);

    private final ServerContexts contexts;
    private final Set<String> names;
    private final Clock clock;
    private final ScheduledExecutorService scheduler;
    private final CompletableFuture<PrivateAuthority> authority = new CompletableFuture<>();
    private volatile CompletableFuture<ShownCertificate> current = authority.thenApply(this::certify);
    private volatile @Nullable KeyedCertificate shown;
    private volatile @Nullable String trouble;

    private PrivateCertificates(
            Set<String> names, ServerContexts contexts, Clock clock, ScheduledExecutorService scheduler) {
        this.names = Set.copyOf(names);
        this.contexts = contexts;
        this.clock = clock;
        this.scheduler = scheduler;
    }

    /**
     * @param database completes when the database is open
     * @param names what this node is reached by
     * @param scheduler renews; stays the caller's
     */
    static PrivateCertificates start(
            CompletableFuture<CertificateStore> database,
            Set<String> names,
            ServerContexts contexts,
            Clock clock,
            ScheduledExecutorService scheduler) {
        PrivateCertificates source = new PrivateCertificates(names, contexts, clock, scheduler);
        // Made while the database opens, in case there is none: readiness waits for neither keys nor classes then.
        CompletableFuture<StoredCertificate> candidate = CompletableFuture.supplyAsync(
                () -> PrivateAuthority.create(clock.instant()).toStored(), scheduler);
        database.thenCombine(candidate, (store, made) -> {
                    source.read(store, made);
                    return store;
                })
                .whenComplete((begun, unusable) -> {
                    if (unusable != null) {
                        source.authority.completeExceptionally(unusable);
                    }
                });
        scheduler.scheduleWithFixedDelay(
                source::renewIfDue, CHECK_INTERVAL.toMillis(), CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return source;
    }

    /** Again and again until the database answers: without the authority this node can serve nobody. */
    private void read(CertificateStore store, StoredCertificate candidate) {
        store.findOrCreate(STORED_AS, () -> candidate)
                .thenAccept(stored -> authority.complete(new PrivateAuthority(KeyedCertificate.of(stored))))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        tell(failure);
                        retry(store, candidate);
                    }
                });
    }

    private void retry(CertificateStore store, StoredCertificate candidate) {
        try {
            scheduler.schedule(() -> read(store, candidate), READ_RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("tls authority not read before the server stopped", stopped);
        }
    }

    private void tell(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String told = String.valueOf(cause.getMessage());
        if (!told.equals(trouble)) {
            trouble = told;
            LOG.error(
                    "tls authority not read, handshakes fail until it is retryInMs={} reason=\"{}\"",
                    READ_RETRY.toMillis(),
                    told);
        }
    }

    /** Completes when the authority was read or made. */
    CompletableFuture<PrivateAuthority> authority() {
        return authority.copy();
    }

    @Override
    public CompletionStage<SslContext> context(@Nullable String serverName) {
        return current.thenApply(ShownCertificate::context);
    }

    @Override
    public List<X509Certificate> inUse() {
        KeyedCertificate now = shown;
        return now == null ? List.of() : List.of(now.certificate());
    }

    /** Replaces the certificate after {@link PrivateAuthority#LEAF_RENEWAL}. */
    void renewIfDue() {
        KeyedCertificate before = shown;
        if (before == null || !PrivateAuthority.isRenewalDue(before.certificate(), clock.instant())) {
            return;
        }
        try {
            current = CompletableFuture.completedFuture(certify(authority.join()));
        } catch (RuntimeException failure) {
            LOG.error(
                    "tls certificate not renewed until={}",
                    before.certificate().getNotAfter().toInstant(),
                    failure);
        }
    }

    private ShownCertificate certify(PrivateAuthority by) {
        KeyedCertificate next = by.certify(names, clock.instant());
        try {
            ShownCertificate made = contexts.show(next);
            shown = next;
            LOG.info(
                    "tls certificate from=private-authority names={} until={} pin={}",
                    names,
                    next.certificate().getNotAfter().toInstant(),
                    by.pin());
            return made;
        } catch (SSLException e) {
            throw new IllegalStateException("a certificate of our own making cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {}
}
