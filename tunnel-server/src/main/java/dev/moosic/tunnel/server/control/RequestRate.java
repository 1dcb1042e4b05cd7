package dev.moosic.tunnel.server.control;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Requests a second, with a second's worth at once after a pause. A token bucket whose level is a time, as
 * {@code Pace} is; but what is too much is refused, not delayed. Any thread.
 */
final class RequestRate {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final AtomicLong due = new AtomicLong(Long.MIN_VALUE);
    private volatile int perSecond;

    RequestRate(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param rate zero: no limit */
    void set(int rate) {
        if (rate != perSecond) {
            perSecond = rate;
            due.set(Long.MIN_VALUE);
        }
    }

    /** Zero, and the request is counted; or after how long one more may come. */
    Duration take() {
        int rate = perSecond;
        if (rate == 0) {
            return Duration.ZERO;
        }
        long cost = SECOND / rate;
        long now = nanoTime.getAsLong();
        while (true) {
            long before = due.get();
            long next = Math.max(before, now - SECOND) + cost;
            if (next > now) {
                return Duration.ofNanos(next - now);
            }
            if (due.compareAndSet(before, next)) {
                return Duration.ZERO;
            }
        }
    }
}
