package dev.moosic.tunnel.bench.load;

import java.time.Duration;

/**
 * How long one sample takes.
 *
 * @param settle load runs, nothing is counted
 * @param measure what is counted
 */
public record Span(Duration settle, Duration measure) {
    public static Span ofMillis(long settle, long measure) {
        return new Span(Duration.ofMillis(settle), Duration.ofMillis(measure));
    }

    public Duration total() {
        return settle.plus(measure);
    }
}
