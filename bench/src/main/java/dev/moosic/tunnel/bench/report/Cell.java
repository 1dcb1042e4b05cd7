package dev.moosic.tunnel.bench.report;

import java.util.Optional;

/**
 * What the samples of one contestant in one row say of one metric.
 *
 * @param statistics empty if no sample succeeded
 * @param failures samples that failed
 */
record Cell(String contestant, Optional<Statistics> statistics, int failures) {}
