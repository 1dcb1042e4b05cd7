package dev.moosic.tunnel.bench.relay;

import java.time.Duration;

/**
 * What a path does to what crosses it.
 *
 * @param roundTrip of the path alone; zero for none
 * @param bitsPerSecond each way; 0 for no limit
 */
public record LongPath(Duration roundTrip, long bitsPerSecond) {
    /** Bandwidth times delay, in bytes: what is under way when the path is full, and the most that may queue before it. */
    public long bandwidthDelayBytes() {
        return (long) (bitsPerSecond / 8.0 * roundTrip.toNanos() / 1e9);
    }
}
