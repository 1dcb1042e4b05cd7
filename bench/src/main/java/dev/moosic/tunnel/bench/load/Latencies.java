package dev.moosic.tunnel.bench.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Latencies from when a thing was due, not from when it could be sent, so that a stall counts for all that waited. */
final class Latencies {
    private static final int DIGITS = 3;
    private static final long HIGHEST = TimeUnit.MINUTES.toNanos(2);

    private final Histogram histogram = new Histogram(HIGHEST, DIGITS);

    /** On the load's event loop. */
    void record(long nanos) {
        histogram.recordValue(Math.min(HIGHEST, Math.max(1, nanos)));
    }

    void reset() {
        histogram.reset();
    }

    Percentiles percentiles() {
        return new Percentiles(
                histogram.getTotalCount(), millis(50), millis(99), millis(99.9), histogram.getMaxValue() / 1e6);
    }

    private double millis(double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1e6;
    }
}
