package dev.moosic.tunnel.server.registry;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long this node may count itself alive, on its own monotonic clock: from before a renewal was sent, so that it
 * never outlasts the row. Any thread.
 */
final class NodeLease {
    private final Duration length;
    private final LongSupplier nanoTime;
    private volatile boolean everHeld;
    private volatile long endsAt;

    NodeLease(Duration length, LongSupplier nanoTime) {
        this.length = length;
        this.nanoTime = nanoTime;
    }

    /** The moment to note before a renewal is sent. */
    long now() {
        return nanoTime.getAsLong();
    }

    /** @param sentAt {@link #now} of the renewal that succeeded */
    void renewed(long sentAt) {
        endsAt = sentAt + length.toNanos();
        everHeld = true;
    }

    /** Whether this node is alive to the others for at least {@code margin} more. */
    boolean isHeldFor(Duration margin) {
        return everHeld && endsAt - nanoTime.getAsLong() > margin.toNanos();
    }
}
