package dev.moosic.tunnel.auth.database;

import java.time.Duration;

/** Waits between attempts, each twice the one before; confined to one thread. */
public final class Backoff {
    private final Duration first;
    private final Duration last;
    private Duration next;

    /**
     * @param first after the first failure
     * @param last which no wait exceeds
     */
    public Backoff(Duration first, Duration last) {
        this.first = first;
        this.last = last;
        this.next = first;
    }

    /** How long to wait after one more failure. */
    public Duration next() {
        Duration now = next;
        next = now.multipliedBy(2).compareTo(last) > 0 ? last : now.multipliedBy(2);
        return now;
    }

    /** After an attempt that did not fail. */
    public void reset() {
        next = first;
    }
}
