package dev.moosic.tunnel.bench.load;

/** Latencies of {@code count} events, in milliseconds. */
public record Percentiles(long count, double p50, double p99, double p999, double max) {}
