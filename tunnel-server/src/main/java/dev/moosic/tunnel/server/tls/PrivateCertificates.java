package dev.moosic.tunnel.server.tls;

import dev.moosic.tunnel.auth.CertificateStore;
import dev.moosic.tunnel.auth.StoredCertificate;
import io.netty.handler.ssl.SslContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates from the {@link PrivateAuthority} in the database, which the first node makes. Each node certifies itself
 * anew at every start and at two thirds of a certificate's life; connections that stand do not notice.
 */
final class PrivateCertificates implements CertificateSource {
    /** Under what name the database keeps the authority. */
    static final String STORED_AS = "private-authority";

    static final Duration CHECK_INTERVAL = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(PrivateCertificates.class);

    private final ServerContexts contexts;
    private final Set<String> names;
    private final Clock clock;
    private final CompletableFuture<PrivateAuthority> authority;
    private volatile CompletableFuture<SslContext> current;
    private volatile @Nullable KeyedCertificate shown;

    private PrivateCertificates(
            CompletableFuture<PrivateAuthority> authority, Set<String> names, ServerContexts contexts, Clock clock) {
        this.authority = authority;
        this.names = Set.copyOf(names);
        this.contexts = contexts;
        this.clock = clock;
        this.current = authority.thenApply(this::certify);
    }

    /**
     * @param database completes when the database is open
     * @param names what this node is reached by
     * @param scheduler renews; stays the caller's
     */
    static PrivateCertificates start(
            CompletionStage<CertificateStore> database,
            Set<String> names,
            ServerContexts contexts,
            Clock clock,
            ScheduledExecutorService scheduler) {
        // Made while the database opens, in case there is none: readiness waits for neither keys nor classes then.
        CompletableFuture<StoredCertificate> candidate = CompletableFuture.supplyAsync(
                () -> PrivateAuthority.create(clock.instant()).toStored(), scheduler);
        CompletableFuture<PrivateAuthority> authority = database.thenCombine(
                        candidate, (store, made) -> store.findOrCreate(STORED_AS, () -> made))
                .thenCompose(stored -> stored)
                .thenApply(stored -> new PrivateAuthority(KeyedCertificate.of(stored)))
                .toCompletableFuture();
        PrivateCertificates source = new PrivateCertificates(authority, names, contexts, clock);
        scheduler.scheduleWithFixedDelay(
                source::renewIfDue, CHECK_INTERVAL.toMillis(), CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return source;
    }

    /** Completes when the authority was read or made. */
    CompletableFuture<PrivateAuthority> authority() {
        return authority.copy();
    }

    @Override
    public CompletionStage<SslContext> context(@Nullable String serverName) {
        return current;
    }

    /** Replaces the certificate if two thirds of its life are over. */
    void renewIfDue() {
        KeyedCertificate before = shown;
        if (before == null || !Renewal.isDue(before.certificate(), clock.instant())) {
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

    private SslContext certify(PrivateAuthority by) {
        KeyedCertificate next = by.certify(names, clock.instant());
        try {
            SslContext context = contexts.context(next);
            shown = next;
            LOG.info(
                    "tls certificate from=private-authority names={} until={} pin={}",
                    names,
                    next.certificate().getNotAfter().toInstant(),
                    by.pin());
            return context;
        } catch (SSLException e) {
            throw new IllegalStateException("a certificate of our own making cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {}
}
