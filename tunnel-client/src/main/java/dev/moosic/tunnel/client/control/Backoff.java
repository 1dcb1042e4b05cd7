package dev.moosic.tunnel.client.control;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: full jitter, a uniform choice between 0 and a bound that doubles from
 * {@link #BASE} to {@link #CAP}. A thousand clients that lost one server so come back spread out.
 */
public final class Backoff {
    static final Duration BASE = Duration.ofSeconds(1);
    static final Duration CAP = Duration.ofSeconds(30);

    private final RandomGenerator random;
    private int failures;

    public Backoff(RandomGenerator random) {
        this.random = random;
    }

    /**
     * The delay after one more failure.
     *
     * @param atLeast what the server asked for; the jitter is added, so that its clients do not come back together
     */
    public Duration next(Duration atLeast) {
        long bound = Math.min(CAP.toMillis(), BASE.toMillis() << Math.min(failures, 16));
        failures++;
        return atLeast.plusMillis(random.nextLong(bound + 1));
    }

    /** After a session that lasted. */
    void reset() {
        failures = 0;
    }
}
