package dev.moosic.tunnel.auth.database;

import java.time.Duration;

/** Doubling waits between attempts; confined to one thread. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LAST = Duration.ofSeconds(4);

    private Duration next = FIRST;

    Duration next() {
        Duration now = next;
        next = now.multipliedBy(2).compareTo(LAST) > 0 ? LAST : now.multipliedBy(2);
        return now;
    }
}
