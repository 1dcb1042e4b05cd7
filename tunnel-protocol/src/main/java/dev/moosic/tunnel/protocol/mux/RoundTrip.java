package dev.moosic.tunnel.protocol.mux;

import java.util.concurrent.TimeUnit;

/** The smallest round trip of the last 10 s or so: a Ping behind our own queue measures our own queue. */
final class RoundTrip {
    private static final long HALF_NANOS = TimeUnit.SECONDS.toNanos(5);

    private long halfStart;
    private long current;
    private long previous;

    /** Adds a sample; both in nanoseconds of event-loop time. */
    void sample(long roundTripNanos, long now) {
        if (current == 0 || now - halfStart > HALF_NANOS) {
            previous = current;
            current = Math.max(1, roundTripNanos);
            halfStart = now;
        } else {
            current = Math.min(current, Math.max(1, roundTripNanos));
        }
    }

    /** In nanoseconds; 0 before the first sample. */
    long smallestNanos() {
        return previous == 0 ? current : Math.min(current, previous);
    }
}
