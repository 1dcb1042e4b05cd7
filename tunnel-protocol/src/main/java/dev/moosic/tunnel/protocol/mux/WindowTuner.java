package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.ProtocolLimits;

/**
 * How large the receive window of one stream should be. Small until a peer first stands at its limit while the reader
 * waits, then at once {@link #FREE_GROWTH_BYTES} (or with that from the start, see {@link ReceiveWindow#grantHeadStart}): a
 * short stream is over before its rate could tell. From there it doubles once a turn while the stream uses its window and
 * the last growth made it faster; then {@link WindowTrim} takes back what it has beyond the path's bandwidth × delay, so
 * that it does not keep filling a queue.
 *
 * <p>A turn is the time in which a window's worth is consumed: for a stream that nothing but its window holds back, that is
 * one round trip as it is now, which on a path that is not steady is far more than the smallest. After a change a turn
 * begins when what had been granted before it has come. A busy machine takes far longer than the smallest round trip to
 * turn credit into Data: there it is enough that the peer stood at the limit. Shrinks when the stream grows slow, so that an
 * idle stream does not keep a share of the budget.
 */
final class WindowTuner {
    /** What a busy stream has without proof that it helps. */
    static final int FREE_GROWTH_BYTES = 256 * 1024;

    /** Round trips below this are taken as this: event loops work in batches. */
    static final long SHORTEST_ROUND_TRIP_NANOS = 2_000_000;

    /** Growth helped if the rate rose by this part of it since. */
    static final double PROOF = 0.25;

    /** A stream that consumes a window's worth in so many of the smallest round trips is busy; else its turn ends then. */
    private static final int BUSY = 16;

    /** And one that does in so many uses its window: the usual round trip may be longer than the smallest. */
    private static final int USED = 4;

    /** After this long a growth that did not help is tried again, and a window hardly used is halved. */
    static final long FORGET_NANOS = 10_000_000_000L;

    private final WindowTrim trim = new WindowTrim();
    private final int smallest;
    private int window;
    private long turnStart;
    private long turnBytes;
    private boolean turnTight;
    /** What has to come before the turn begins. */
    private int grantedBefore;

    private boolean started;
    private double rateAtGrowth;
    private long lastGrowth;

    /** @param implicitCredit the window to begin with, in bytes */
    WindowTuner(int implicitCredit) {
        smallest = implicitCredit;
        window = implicitCredit;
    }

    /** Begins with {@link #FREE_GROWTH_BYTES}, as if the peer had stood at its limit. */
    void skipStart() {
        window = FREE_GROWTH_BYTES;
    }

    /** The window in bytes, at least the implicit credit, at most {@code MAX_WINDOW_BYTES}. */
    int windowBytes() {
        return window;
    }

    /**
     * Tells that bytes were consumed.
     *
     * @param now event-loop time in nanoseconds
     * @param roundTripNanos the smallest of late, 0 if unknown
     * @param tight whether the window itself was what held the peer back
     */
    void consumed(int bytes, long now, long roundTripNanos, boolean tight) {
        if (!started) {
            started = true;
            turnStart = now;
            lastGrowth = now;
        }
        turnBytes += bytes;
        turnTight |= tight;
        if (tight && window < FREE_GROWTH_BYTES) {
            window = FREE_GROWTH_BYTES;
        }
        long elapsed = now - turnStart;
        long roundTrip = Math.max(roundTripNanos, SHORTEST_ROUND_TRIP_NANOS);
        boolean slow = elapsed >= roundTrip * BUSY;
        if (!slow && turnBytes < grantedBefore) {
            return;
        }
        if (!slow && grantedBefore > 0) {
            beginTurn(now, 0);
            return;
        }
        if (elapsed < roundTrip || !slow && turnBytes < window) {
            return;
        }
        int before = window;
        endTurn(elapsed, now, roundTripNanos);
        beginTurn(now, window == before ? 0 : before);
    }

    /** @param granted what the peer could send by a window that has changed since, and so tells nothing of the new one */
    private void beginTurn(long now, int granted) {
        turnStart = now;
        turnBytes = 0;
        turnTight = false;
        grantedBefore = granted;
    }

    private void endTurn(long elapsed, long now, long roundTripNanos) {
        long roundTrip = Math.max(roundTripNanos, SHORTEST_ROUND_TRIP_NANOS);
        double rate = (double) turnBytes / elapsed;
        // On a path as short as this a queue costs nobody anything.
        boolean trims = roundTripNanos > SHORTEST_ROUND_TRIP_NANOS && (window > FREE_GROWTH_BYTES || trim.isUnderWay());
        boolean busy = rate * roundTrip * BUSY >= window;
        boolean used = turnTight || rate * roundTrip * USED >= window;
        if (trim.isUnderWay() && !busy) {
            window = trim.interrupted(window);
        }
        if (!trim.isUnderWay() && used && grow(rate, now)) {
            trim.grown();
        } else if (trims && busy) {
            boolean searched = trim.isUnderWay();
            window = trim.turn(window, turnBytes, elapsed, roundTripNanos, now);
            if (searched && !trim.isUnderWay()) {
                // What was found is enough for this: a growth has to help beyond it, or the search would begin again.
                rateAtGrowth = trim.rateOfTheFound();
            }
        }
        if (trim.isUnderWay()) {
            lastGrowth = now;
        } else if (!used && elapsed > FORGET_NANOS && turnBytes < window) {
            window = Math.max(smallest, window / 2);
        }
    }

    private boolean grow(double rate, long now) {
        double factor = trim.hasFound() ? WindowTrim.STEP : 2;
        boolean helped = rate >= rateAtGrowth * (1 + (factor - 1) * PROOF);
        boolean forgotten = now - lastGrowth > (trim.hasFound() ? WindowTrim.REST_NANOS : FORGET_NANOS);
        if (window == ProtocolLimits.MAX_WINDOW_BYTES || !helped && !forgotten && window >= FREE_GROWTH_BYTES) {
            return false;
        }
        window = (int) Math.min(window * factor, ProtocolLimits.MAX_WINDOW_BYTES);
        rateAtGrowth = rate;
        lastGrowth = now;
        return true;
    }
}
