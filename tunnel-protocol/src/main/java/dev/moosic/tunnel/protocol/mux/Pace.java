package dev.moosic.tunnel.protocol.mux;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes a second, shared by any number of flows on any event loops: each asks for a piece and is told when it may pass,
 * in the order of asking. A token bucket whose level is the time at which the next piece is due, so one atomic number is
 * all its state and nobody waits for a lock.
 */
public final class Pace {
    /** No limit. */
    public static final long UNLIMITED = 0;

    /** What was not used lately may pass at once, so much of it: short enough to look smooth. */
    static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A piece is what passes in this time, within bounds. */
    private static final int PIECES_A_SECOND = 50;

    private static final int MIN_PIECE_BYTES = 1_024;
    private static final int MAX_PIECE_BYTES = 64 * 1_024;

    private final AtomicLong due = new AtomicLong(Long.MIN_VALUE);
    private volatile long bytesPerSecond = UNLIMITED;

    /** Sets the rate from now on; zero: no limit. Pieces promised before keep their time. Any thread. */
    public void set(long rate) {
        if (rate < 0) {
            throw new IllegalArgumentException("rate " + rate + ": expected 0 (no limit) or more");
        }
        if (rate != bytesPerSecond) {
            bytesPerSecond = rate;
            due.set(Long.MIN_VALUE);
        }
    }

    boolean isUnlimited() {
        return bytesPerSecond == UNLIMITED;
    }

    /** How many bytes to ask for at once. */
    int pieceBytes() {
        long rate = bytesPerSecond;
        return rate == UNLIMITED
                ? MAX_PIECE_BYTES
                : (int) Math.max(MIN_PIECE_BYTES, Math.min(MAX_PIECE_BYTES, rate / PIECES_A_SECOND));
    }

    /**
     * Promises {@code bytes} to the caller.
     *
     * @param now in nanoseconds of the event loops' clock
     * @return after how many nanoseconds they may pass; zero: now
     */
    long reserve(int bytes, long now) {
        long rate = bytesPerSecond;
        if (rate == UNLIMITED) {
            return 0;
        }
        long cost = bytes * TimeUnit.SECONDS.toNanos(1) / rate;
        long earliest = now - BURST_NANOS;
        long next = due.updateAndGet(before -> Math.max(before, earliest) + cost);
        return Math.max(0, next - cost - now);
    }
}
