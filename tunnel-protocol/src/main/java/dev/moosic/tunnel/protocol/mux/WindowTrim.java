package dev.moosic.tunnel.protocol.mux;

/**
 * Takes back what the window of a busy stream has beyond the path's need. Such a surplus brings nothing and fills a queue
 * somewhere on the path, in which all that goes beside the stream waits, too. So a stream that no longer grows goes on with
 * a step less: if it stays as fast that was surplus, and the next step follows; else it has the last one back. The first
 * step goes down to a little more than what is on its way by the smallest round trip, if that is less still. On the lane's
 * event loop.
 */
final class WindowTrim {
    /** One step, as a factor. */
    static final double STEP = 1.25;

    /** As fast as before, as a factor. */
    private static final double AS_FAST = 0.98;

    /** The long step goes to so much of what is on its way: windows are granted in pieces. */
    private static final double AMPLE = 1.35;

    /** Turns over which a rate is measured; one for the long step, which tells more. */
    private static final int TURNS = 3;

    /** And no less than this, since bytes come in pieces. */
    private static final long SHORTEST_MEASURE_NANOS = 300_000_000L;

    /** For so long the window is left alone after a step that was too much: by then the path may need less. */
    static final long REST_NANOS = 30_000_000_000L;

    private enum Phase {
        RESTING,
        MEASURING,
        JUDGING
    }

    private Phase phase = Phase.RESTING;
    private boolean found;

    /** Whether the step under way is the first and long one, after which there are others to try. */
    private boolean leaped;

    /** Whether that step was too much once: the usual round trip is longer than the smallest. */
    private boolean leapFailed;

    private long restedSince;
    private long rest;
    private int turns;
    private long bytes;
    private long nanos;
    private double rateBefore;
    private int windowBefore;

    /** Whether a rate is being compared, so that the window must not change otherwise. */
    boolean isUnderWay() {
        return phase != Phase.RESTING;
    }

    /** Whether a step less was once too little, or not worth it: the window is about what the path needs. */
    boolean hasFound() {
        return found;
    }

    /** How fast the stream was with the window that was {@link #hasFound found}, in bytes a nanosecond. */
    double rateOfTheFound() {
        return rateBefore;
    }

    /** The window has grown: as soon as that did not help, steps less are tried. */
    void grown() {
        restUntilTheNextTurn();
    }

    /**
     * The stream is no longer busy: a step that was not judged yet is taken back.
     *
     * @return the window from now on
     */
    int interrupted(int window) {
        boolean stepped = phase == Phase.JUDGING;
        restUntilTheNextTurn();
        return stepped ? windowBefore : window;
    }

    /**
     * Tells of one round trip of a busy stream.
     *
     * @param roundTripNanos the smallest of late
     * @return the window from now on
     */
    int turn(int window, long turnBytes, long turnNanos, long roundTripNanos, long now) {
        if (phase == Phase.RESTING) {
            if (rest == 0 || now - restedSince >= rest) {
                enter(Phase.MEASURING);
            }
            return window;
        }
        turns++;
        bytes += turnBytes;
        nanos += turnNanos;
        if (nanos < SHORTEST_MEASURE_NANOS) {
            return window;
        }
        double rate = (double) bytes / nanos;
        if (phase == Phase.JUDGING) {
            return leaped || turns >= TURNS ? judged(window, rate >= rateBefore * AS_FAST, now) : window;
        }
        double ample = Math.max(rate * roundTripNanos * AMPLE, WindowTuner.FREE_GROWTH_BYTES);
        leaped = !leapFailed && ample < window / STEP;
        if (!leaped && turns < TURNS) {
            return window;
        }
        rateBefore = rate;
        return step(window, leaped ? ample : window / STEP, now);
    }

    private int judged(int window, boolean asFast, long now) {
        if (!asFast && !leaped) {
            return enough(windowBefore, now);
        }
        leapFailed |= leaped && !asFast;
        leaped = false;
        int from = asFast ? window : windowBefore;
        return step(from, from / STEP, now);
    }

    private int step(int window, double less, long now) {
        if (less < WindowTuner.FREE_GROWTH_BYTES) {
            return enough(window, now);
        }
        windowBefore = window;
        enter(Phase.JUDGING);
        return (int) less;
    }

    private int enough(int window, long now) {
        found = true;
        rest(REST_NANOS, now);
        return window;
    }

    private void restUntilTheNextTurn() {
        rest(0, 0);
    }

    private void rest(long time, long now) {
        enter(Phase.RESTING);
        restedSince = now;
        rest = time;
    }

    private void enter(Phase next) {
        phase = next;
        turns = 0;
        bytes = 0;
        nanos = 0;
    }
}
