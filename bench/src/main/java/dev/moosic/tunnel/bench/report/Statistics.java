package dev.moosic.tunnel.bench.report;

import java.util.Collection;

/** What a number of samples says: the middle, and how far it spreads. */
record Statistics(int count, double median, double least, double most, double lowerQuartile, double upperQuartile) {

    /** @param values at least one */
    static Statistics of(Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no samples");
        }
        return new Statistics(
                sorted.length,
                quantile(sorted, 0.5),
                sorted[0],
                sorted[sorted.length - 1],
                quantile(sorted, 0.25),
                quantile(sorted, 0.75));
    }

    /** Between the two nearest samples, in proportion. */
    private static double quantile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
