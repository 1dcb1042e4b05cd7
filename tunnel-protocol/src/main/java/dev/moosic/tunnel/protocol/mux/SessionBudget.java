package dev.moosic.tunnel.protocol.mux;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Σ(limit − consumed) over all streams of a session, kept within its total ({@code docs/protocol.md} section 8). Shared
 * by the lanes of the session; any thread.
 *
 * <p>Growth is dealt by a dynamic threshold: a stream may hold at most as much as stays free beside it, so that a few
 * greedy streams end with equal shares. A quarter is never dealt: it is there for the implicit credit of new streams,
 * however many of the old ones hold what they were once granted and no longer use.
 */
final class SessionBudget {
    /** Smaller grants are not worth a Credit, unless nothing more was asked for. */
    static final int SMALLEST_GRANT_BYTES = 4 * 1024;

    /** The part of the total that growth leaves free. */
    private static final int RESERVE_DIVISOR = 4;

    /** The part of the total that may be held when streams get more than they have shown a use for. */
    private static final int HEAD_START_DIVISOR = 4;

    /** The part of the total beyond which nothing is fetched ahead of a reader: it is there for what moves. */
    private static final int READ_AHEAD_DIVISOR = 2;

    private final long totalBytes;
    private final ReadAheadMemory readAhead;
    private final AtomicLong heldBytes = new AtomicLong();

    SessionBudget(long totalBytes) {
        this(totalBytes, ReadAheadMemory.ofProcess());
    }

    /** @param readAhead what the process has for readers with a pace of their own */
    SessionBudget(long totalBytes, ReadAheadMemory readAhead) {
        this.totalBytes = totalBytes;
        this.readAhead = readAhead;
    }

    long heldBytes() {
        return heldBytes.get();
    }

    /** Takes the implicit credit of a new stream, or nothing. */
    boolean takeInitial(int bytes) {
        return takeUpTo(totalBytes, bytes);
    }

    /** Takes what a new stream is granted beyond that, or nothing: so much that all together hold a quarter at most. */
    boolean takeHeadStart(int bytes) {
        return takeUpTo(totalBytes / HEAD_START_DIVISOR, bytes);
    }

    private boolean takeUpTo(long mostHeld, int bytes) {
        for (; ; ) {
            long held = heldBytes.get();
            if (held + bytes > mostHeld) {
                return false;
            }
            if (heldBytes.compareAndSet(held, held + bytes)) {
                return true;
            }
        }
    }

    /**
     * Takes up to {@code wantedBytes} for a stream that is charged {@code ownBytes}.
     *
     * @return what was taken; 0 if it is not worth a Credit
     */
    long take(long wantedBytes, long ownBytes) {
        return takeShare(totalBytes - totalBytes / RESERVE_DIVISOR, wantedBytes, ownBytes);
    }

    /**
     * Takes up to {@code wantedBytes} to be read ahead by a stream that is charged {@code ownBytes}; given back by
     * {@link #releaseReadAhead} as well as by {@link #release}.
     *
     * @return what was taken; 0 if it is not worth a Credit
     */
    long takeReadAhead(long wantedBytes, long ownBytes) {
        long share = takeShare(totalBytes / READ_AHEAD_DIVISOR, wantedBytes, ownBytes);
        long granted = readAhead.take(share);
        if (granted < Math.min(share, SMALLEST_GRANT_BYTES)) {
            readAhead.release(granted);
            granted = 0;
        }
        release(share - granted);
        return granted;
    }

    /** Gives back what was read ahead and has been consumed since, to the other sessions of the process. */
    void releaseReadAhead(long bytes) {
        readAhead.release(bytes);
    }

    private long takeShare(long mostHeld, long wantedBytes, long ownBytes) {
        for (; ; ) {
            long held = heldBytes.get();
            long free = mostHeld - held;
            long granted = Math.min(wantedBytes, Math.max(0, (free - ownBytes) / 2));
            if (granted < Math.min(wantedBytes, SMALLEST_GRANT_BYTES)) {
                return 0;
            }
            if (heldBytes.compareAndSet(held, held + granted)) {
                return granted;
            }
        }
    }

    /** Gives back what was consumed, or what a closed stream held. */
    void release(long bytes) {
        if (bytes == 0) {
            return;
        }
        long held = heldBytes.addAndGet(-bytes);
        assert held >= 0 : held;
    }
}
