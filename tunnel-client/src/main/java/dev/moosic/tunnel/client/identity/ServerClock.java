package dev.moosic.tunnel.client.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's idea of the time, from the {@code Date} of its answers: a home machine whose clock is wrong still makes
 * assertions that are accepted. Any thread.
 */
final class ServerClock {
    /** A difference up to this is the network's, or of no account: assertions are accepted within 30 s. */
    static final Duration TOLERATED = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(ServerClock.class);

    private final Clock local;
    private volatile Duration ahead = Duration.ZERO;

    ServerClock(Clock local) {
        this.local = local;
    }

    Instant now() {
        return local.instant().plus(ahead);
    }

    /**
     * Learns from an answer.
     *
     * @return whether the time told changed by more than {@link #TOLERATED}, so that a refused assertion is worth another
     *     try
     */
    boolean learn(@Nullable Instant date) {
        if (date == null) {
            return false;
        }
        Duration off = Duration.between(now(), date);
        if (off.abs().compareTo(TOLERATED) <= 0) {
            return false;
        }
        ahead = Duration.between(local.instant(), date);
        log.warn("this machine's clock differs from the server's {}; set it, for example by NTP", difference(ahead));
        return true;
    }

    /** As a field of the log: how the local clock stands if the server's is so much ahead. */
    static String difference(Duration ahead) {
        return (ahead.isNegative() ? "aheadSeconds=" : "behindSeconds=")
                + ahead.abs().toSeconds();
    }
}
