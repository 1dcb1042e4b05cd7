package dev.moosic.tunnel.bench.plan;

import dev.moosic.tunnel.bench.load.Span;
import java.util.List;

/**
 * A row of the table.
 *
 * @param id like {@code bulk/plain/up/8}; {@code --only} matches its beginning
 * @param metrics the first is the one by which it is judged
 * @param warmth rows of equal warmth warm a deployment up for each other; empty: nothing to warm
 * @param brief in how many rounds the short form has it; 0: not at all
 */
record Row(
        String id,
        String title,
        List<Metric> metrics,
        List<Entrant> entrants,
        Span span,
        String warmth,
        int brief,
        Sampler sampler) {}
