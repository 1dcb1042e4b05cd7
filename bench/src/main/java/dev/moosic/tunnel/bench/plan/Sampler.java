package dev.moosic.tunnel.bench.plan;

import dev.moosic.tunnel.bench.load.LoadFailedException;
import dev.moosic.tunnel.bench.load.Span;
import java.io.IOException;
import java.util.Map;

/** Takes one sample of one entrant. */
@FunctionalInterface
interface Sampler {
    /** Values by {@link Metric#name()}. */
    Map<String, Double> sample(Bench bench, Entrant entrant, Span span)
            throws LoadFailedException, IOException, InterruptedException;
}
