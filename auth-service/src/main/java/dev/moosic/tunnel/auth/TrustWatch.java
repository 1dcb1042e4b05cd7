package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseStatus;
import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.audit.AuditEvent;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.TrustedIssuer;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@link Trust} in memory and up to date with the database, where other nodes may change it. While the database is
 * away, what was read last goes on to hold.
 */
final class TrustWatch implements TrustedIssuer, AutoCloseable {
    /** However many tokens name unknown keys, the database is asked for new keys at most this often. */
    static final Duration UNKNOWN_KEY_INTERVAL = Duration.ofSeconds(30);

    /** How often what is long over is deleted. */
    private static final Duration PURGE_INTERVAL = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(TrustWatch.class);

    private final Database database;
    private final SigningKeyStore keyStore;
    private final Clock clock;
    private final Audit audit;
    private final KnownTrust known = new KnownTrust();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "auth-trust");
        daemon.setDaemon(true);
        return daemon;
    });
    private @Nullable Instant unknownKeyAsked;

    /** @param audit told of keys made on schedule */
    TrustWatch(Database database, SigningKeyStore keyStore, Clock clock, Audit audit) {
        this.audit = audit;
        this.database = database;
        this.keyStore = keyStore;
        this.clock = clock;
    }

    /** @param keyRotation a new key is made when the newest has been that for so long; null: only on demand */
    void start(Duration interval, @Nullable Duration keyRotation) {
        poll(interval, keyRotation);
        thread.scheduleWithFixedDelay(
                this::purge, PURGE_INTERVAL.toMillis(), PURGE_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Completes once it was read for the first time. */
    CompletableFuture<Void> ready() {
        return known.ready();
    }

    /**
     * What whoever asks before {@link #ready} waits for, so that a client that starts together with its server is served by
     * its first try: completes after {@link Database#OPENING_TIMEOUT} at the latest, and at once while the database is away.
     */
    CompletableFuture<?> opening() {
        if (database.status().state() == DatabaseStatus.State.AWAY) {
            return CompletableFuture.completedFuture(null);
        }
        return known.ready()
                .exceptionally(unusable -> null)
                .completeOnTimeout(null, Database.OPENING_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    Trust current() {
        return known.current();
    }

    /** What was read last, and who hears of it. */
    KnownTrust known() {
        return known;
    }

    /** Reads the database again; fails if it is away, and then nothing changes. */
    CompletableFuture<Void> refresh() {
        return database.call(
                        handle -> new KnownTrust.Reading(known.begin(), Trust.load(handle, keyStore, clock.instant())))
                .thenAccept(known::apply)
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        noteFailure(failure);
                    }
                });
    }

    /** The next begins when this one is done, so that they do not pile up at a slow database. */
    private void poll(Duration interval, @Nullable Duration keyRotation) {
        CompletableFuture<Void> read = refresh();
        CompletableFuture<?> done = keyRotation == null
                ? read
                : read.thenCompose(nothing -> rotateIfDue(keyRotation)).whenComplete((rotated, failure) -> {
                    if (failure != null) {
                        LOG.debug("keys not rotated reason=\"{}\"", failure.getMessage());
                    }
                });
        done.whenComplete((value, failure) -> {
            try {
                thread.schedule(() -> poll(interval, keyRotation), interval.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("database polled no more: closed");
            }
        });
    }

    /** Makes a new key if the newest is old enough; of several nodes that find so at once, one does. */
    CompletableFuture<@Nullable Void> rotateIfDue(Duration keyRotation) {
        Instant now = clock.instant();
        Instant limit = now.minus(keyRotation);
        if (current().keys().newest().isAfter(limit)) {
            return CompletableFuture.completedFuture(null);
        }
        return database.call(handle -> keyStore.rotateIfOlder(handle, limit, now))
                .thenCompose(rotated -> {
                    if (!rotated) {
                        return CompletableFuture.completedFuture(null);
                    }
                    audit.decided(AuditEntry.accepted(AuditEvent.KEY_ROTATION).reason("on schedule"));
                    return refresh();
                });
    }

    private void noteFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnreadableKeyException && known.fail(cause)) {
                LOG.error("signing keys unusable reason=\"{}\"", cause.getMessage());
            }
        }
        LOG.debug("keys and revocations not read reason=\"{}\"", failure.getMessage());
    }

    private void purge() {
        database.call(handle -> {
            InviteStore.purge(handle, clock.instant());
            AssertionStore.purge(handle, clock.instant());
            MoosicBoxTokenStore.purge(handle, clock.instant());
            RevokedTokenStore.purge(handle, clock.instant());
            keyStore.purge(handle, clock.instant());
            return true;
        });
    }

    @Override
    public String issuer() {
        return known.issuer();
    }

    @Override
    public @Nullable PublicKey key(String kid) {
        return known.key(kid);
    }

    @Override
    public void unknownKey(String kid) {
        synchronized (this) {
            Instant now = clock.instant();
            if (unknownKeyAsked != null && now.isBefore(unknownKeyAsked.plus(UNKNOWN_KEY_INTERVAL))) {
                return;
            }
            unknownKeyAsked = now;
        }
        refresh();
    }

    @Override
    public @Nullable Grants newerGrants(ClientId clientId, long revision) {
        return known.newerGrants(clientId, revision);
    }

    @Override
    public long generation(ClientId clientId) {
        return known.generation(clientId);
    }

    @Override
    public boolean isRevoked(String tokenId) {
        return known.isRevoked(tokenId);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
