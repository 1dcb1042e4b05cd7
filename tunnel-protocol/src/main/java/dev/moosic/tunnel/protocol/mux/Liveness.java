package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.Ping;
import dev.moosic.tunnel.protocol.packet.Pong;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices a dead control connection, {@code docs/protocol.md} section 10, and measures the round trip on the way. One
 * timer a lane, moved on only when it fires, so that traffic costs a clock reading. On the lane's event loop.
 */
final class Liveness {
    /** While Data arrives, the round trip is measured this often. */
    static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final EventLoop eventLoop;
    private final long pingAfterNanos;
    private final long deadAfterNanos;
    private final Consumer<Ping> sender;
    private final LongConsumer dead;
    private final RoundTrip roundTrip = new RoundTrip();
    private @Nullable Future<?> timer;
    private long lastInbound;
    private long lastPing;
    private boolean pingUnanswered;

    /** @param dead told how long the peer was silent, in nanoseconds */
    Liveness(EventLoop eventLoop, SessionSettings settings, Consumer<Ping> sender, LongConsumer dead) {
        this.eventLoop = eventLoop;
        this.pingAfterNanos = settings.pingAfter().toNanos();
        this.deadAfterNanos = settings.deadAfter().toNanos();
        this.sender = sender;
        this.dead = dead;
    }

    long roundTripNanos() {
        return roundTrip.smallestNanos();
    }

    /** A control connection is there: measures it, and watches it until {@link #stop}. */
    void start() {
        lastInbound = now();
        ping(lastInbound);
        watch();
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** Something came in. */
    void inbound() {
        lastInbound = now();
    }

    /** Data came in: its windows want to know the round trip. */
    void probe() {
        if (lastInbound - lastPing > PROBE_NANOS) {
            ping(lastInbound);
        }
    }

    /** A Pong that answers no Ping of ours is ignored. */
    void pong(Pong pong) {
        if (pingUnanswered && pong.opaque() == lastPing) {
            pingUnanswered = false;
            long now = now();
            roundTrip.sample(now - lastPing, now);
        }
    }

    private void ping(long now) {
        lastPing = now;
        pingUnanswered = true;
        sender.accept(new Ping(now));
    }

    private void watch() {
        long silent = now() - lastInbound;
        long delay =
                silent < pingAfterNanos ? pingAfterNanos - silent : Math.min(pingAfterNanos, deadAfterNanos - silent);
        timer = eventLoop.schedule(this::check, Math.max(delay, 0), TimeUnit.NANOSECONDS);
    }

    private void check() {
        long now = now();
        long silent = now - lastInbound;
        if (silent >= deadAfterNanos) {
            timer = null;
            dead.accept(silent);
            return;
        }
        if (silent >= pingAfterNanos) {
            ping(now);
        }
        watch();
    }

    private long now() {
        return eventLoop.ticker().nanoTime();
    }
}
