package dev.moosic.tunnel.auth.node;

import dev.moosic.tunnel.auth.AuthAwayException;
import dev.moosic.tunnel.auth.KnownTrust;
import dev.moosic.tunnel.auth.TrustDocument;
import dev.moosic.tunnel.auth.database.Backoff;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@link KnownTrust} up to date with an auth service elsewhere: one request is always under way, which is answered as
 * soon as there is news. While the auth service is away, what was learnt last goes on to hold.
 */
final class TrustPoll implements AutoCloseable {
    /** For an answer to come once it need not wait for news. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final Duration MIN_INTERVAL = Duration.ofMillis(200);
    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration LAST_RETRY = Duration.ofSeconds(5);

    /** After the auth service is back, clients have so long to renew tokens that ran out meanwhile. */
    private static final Duration RENEWAL_GRACE = Duration.ofMinutes(3);

    /** For the document that is being written when this server stops. */
    private static final Duration LAST_WRITE = Duration.ofSeconds(2);

    private static final String DATABASE_AWAY = "the auth service's database is away";

    private static final Logger LOG = LoggerFactory.getLogger(TrustPoll.class);

    private final NodeClient client;
    private final KnownTrust trust;
    private final TrustFile file;
    private final Clock clock;
    private final Backoff retries;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, task -> {
        Thread daemon = new Thread(task, "auth-remote-trust");
        daemon.setDaemon(true);
        return daemon;
    });

    private CompletableFuture<Void> round = new CompletableFuture<>();
    private @Nullable String tag;
    private boolean fileTried;
    private boolean databaseAway;
    private boolean wasAway;
    private Instant answeredAt = Instant.MIN;
    private @Nullable String problem;
    private volatile boolean away = true;
    private volatile Instant awayUntil = Instant.MIN;

    TrustPoll(NodeClient client, KnownTrust trust, TrustFile file, Clock clock) {
        this(client, trust, file, clock, new Backoff(FIRST_RETRY, LAST_RETRY));
    }

    /** @param retries between tries that fail */
    TrustPoll(NodeClient client, KnownTrust trust, TrustFile file, Clock clock, Backoff retries) {
        this.retries = retries;
        this.client = client;
        this.trust = trust;
        this.file = file;
        this.clock = clock;
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void start() {
        thread.execute(this::ask);
    }

    /** Whether the auth service and its database answer. */
    boolean isReached() {
        return !away;
    }

    /** Whether the auth service and its database have answered for long enough that every client could have renewed its token. */
    boolean isSteady() {
        return !away && !clock.instant().isBefore(awayUntil.plus(RENEWAL_GRACE));
    }

    /**
     * Completes when the document of that tag was learnt, or a newer one, at the latest after a few seconds. So whoever has
     * something changed there finds it changed here.
     *
     * @param wanted null: at once
     */
    synchronized CompletableFuture<Void> caughtUp(@Nullable String wanted) {
        return wanted == null || wanted.equals(tag)
                ? CompletableFuture.completedFuture(null)
                : round.copy().completeOnTimeout(null, NodeProtocol.MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void ask() {
        String known = knownTag();
        Instant asked = clock.instant();
        client.poll(
                        known == null
                                ? NodeProtocol.TRUST
                                : NodeProtocol.TRUST + "?wait=" + NodeProtocol.MAX_WAIT.toSeconds(),
                        known == null ? Map.of() : Map.of("if-none-match", "\"" + known + "\""),
                        known == null ? TIMEOUT : TIMEOUT.plus(NodeProtocol.MAX_WAIT),
                        TrustDocument.MAX_BYTES)
                .thenAcceptAsync(this::answered, thread)
                .whenCompleteAsync((done, failure) -> next(asked, failure), thread);
    }

    private synchronized @Nullable String knownTag() {
        return tag;
    }

    private void answered(NodeAnswer answer) {
        answeredAt = clock.instant();
        databaseAway = answer.header(NodeProtocol.DATABASE) != null;
        if (answer.status() == 200) {
            String etag = answer.header("etag");
            if (etag == null) {
                throw new AuthAwayException("the auth service's trust document has no ETag");
            }
            try {
                trust.learn(answer.body());
            } catch (IllegalArgumentException e) {
                throw new AuthAwayException("the auth service's trust document cannot be read: " + e.getMessage());
            }
            learnt(etag.replaceAll("^\"|\"$", ""));
            store(answer.body());
        } else if (answer.status() == 304 && knownTag() != null) {
            learnt(knownTag());
        } else {
            throw new AuthAwayException(
                    databaseAway
                            ? DATABASE_AWAY
                            : "the auth service answered " + answer.status() + " instead of what to trust");
        }
    }

    private void learnt(@Nullable String newTag) {
        CompletableFuture<Void> done;
        synchronized (this) {
            tag = newTag;
            done = round;
            round = new CompletableFuture<>();
        }
        done.complete(null);
    }

    private void next(Instant asked, @Nullable Throwable failure) {
        Duration delay;
        if (failure == null) {
            delay = MIN_INTERVAL.minus(Duration.between(asked, clock.instant()));
            reached();
        } else {
            delay = retries.next();
            lost(failure);
        }
        try {
            thread.schedule(this::ask, Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("auth service asked no more: this server stops");
        }
    }

    private void reached() {
        retries.reset();
        if (databaseAway) {
            noteAway(DATABASE_AWAY);
            return;
        }
        if (problem != null) {
            LOG.info("auth service is back url={}", client.url());
            problem = null;
        }
        if (away) {
            awayUntil = wasAway ? answeredAt : Instant.MIN;
            away = false;
        }
    }

    private void noteAway(String reason) {
        if (!reason.equals(problem)) {
            problem = reason;
            LOG.warn("auth service not reached, what it said last goes on to hold reason=\"{}\"", reason);
        }
        away = true;
        wasAway = true;
    }

    private void lost(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        noteAway(cause instanceof AuthAwayException ? String.valueOf(cause.getMessage()) : cause.toString());
        if (!fileTried) {
            fileTried = true;
            useFile();
        }
    }

    private void useFile() {
        if (trust.isLoaded()) {
            return;
        }
        try {
            byte[] stored = file.read();
            if (stored != null) {
                trust.learn(stored);
                LOG.info("trust document of the last run used until the auth service answers");
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("trust document of the last run not used reason=\"{}\"", e.getMessage());
        }
    }

    private void store(byte[] document) {
        try {
            file.write(document);
        } catch (IOException e) {
            LOG.warn("trust document not stored reason=\"{}\"", e.toString());
        }
    }

    /** What is being written is written, which is waited for. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LAST_WRITE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("trust document still being written after {} s", LAST_WRITE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
