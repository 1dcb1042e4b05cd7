package dev.moosic.tunnel.bench.plan;

import dev.moosic.tunnel.bench.load.Span;
import java.util.List;

/**
 * A row of the table.
 *
 * @param id like {@code bulk/plain/up/8}; {@code --only} matches its beginning
 * @param metrics the first is the one by which it is judged
 * @param warmth rows of equal warmth warm a deployment up for each other; empty: nothing to warm
 * @param brief in how many rounds the short form has it; 0: not at all; {@link #ASKED_FOR}: nor has the full form
 */
record Row(
        String id,
        String title,
        List<Metric> metrics,
        List<Entrant> entrants,
        Span span,
        String warmth,
        int brief,
        Sampler sampler) {
    /** Only where {@code --only} names it. */
    static final int ASKED_FOR = -1;

    private static final int PATH_ROUNDS = 5;
    private static final int MEMORY_ROUNDS = 3;

    /**
     * How often it is sampled in a run.
     *
     * @param ofRun rounds of the run
     * @param shortForm whether in the short form
     * @param asked whether {@code --only} names it; else what hardly spreads and takes long is sampled less often
     */
    int rounds(int ofRun, boolean shortForm, boolean asked) {
        if (span.total().isZero()) {
            return 1; // a size stays what it is
        }
        if (shortForm) {
            return Math.min(ofRun, brief);
        }
        int most = id.startsWith("path/") ? PATH_ROUNDS : id.equals("memory") ? MEMORY_ROUNDS : ofRun;
        return asked ? ofRun : Math.min(ofRun, most);
    }
}
