package dev.moosic.tunnel.server.api;

import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One time limit of a channel at a time. Setting it anew costs two fields, since the timer looks when it fires whether
 * the limit has moved on; it follows the channel to another event loop. On the channel's event loop.
 */
final class Deadline {
    private final Channel channel;
    private @Nullable Runnable action;
    private long atNanos;
    private @Nullable ScheduledFuture<?> timer;
    private long timerAtNanos;

    Deadline(Channel channel) {
        this.channel = channel;
    }

    /** Replaces the limit at hand. */
    void set(Duration after, Runnable onExpiry) {
        action = onExpiry;
        atNanos = now() + after.toNanos();
        if (timer == null || timerAtNanos - atNanos > 0) {
            stopTimer();
            startTimer(after.toNanos());
        }
    }

    void clear() {
        action = null;
    }

    /** Clears the limit and the timer behind it. */
    void stop() {
        action = null;
        stopTimer();
    }

    private void startTimer(long delayNanos) {
        timerAtNanos = now() + delayNanos;
        timer = channel.eventLoop().schedule(this::fired, delayNanos, TimeUnit.NANOSECONDS);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void fired() {
        if (!channel.eventLoop().inEventLoop()) {
            channel.eventLoop().execute(this::fired);
            return;
        }
        timer = null;
        Runnable due = action;
        if (due == null) {
            return;
        }
        long remaining = atNanos - now();
        if (remaining > 0) {
            startTimer(remaining);
        } else {
            action = null;
            due.run();
        }
    }

    private long now() {
        return channel.eventLoop().ticker().nanoTime();
    }
}
