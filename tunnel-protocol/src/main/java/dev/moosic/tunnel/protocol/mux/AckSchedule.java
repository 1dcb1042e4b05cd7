package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.Ack;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Counts what the lane has taken over and says so in time, {@code docs/protocol.md} section 9: after
 * {@link ProtocolLimits#ACK_EVERY} or {@link ProtocolLimits#ACK_DELAY}. On the lane's event loop.
 */
final class AckSchedule {
    private final EventLoop eventLoop;
    private final Consumer<Ack> sender;
    private final Runnable task = this::due;
    private long taken;
    private long told;
    private boolean timerRunning;

    /** @param sender sends an Ack, or drops it while there is no control connection */
    AckSchedule(EventLoop eventLoop, Consumer<Ack> sender) {
        this.eventLoop = eventLoop;
        this.sender = sender;
    }

    /** The count of sequenced packets taken over. */
    long taken() {
        return taken;
    }

    void count(int counts) {
        taken += counts;
        if (taken - told >= ProtocolLimits.ACK_EVERY) {
            tell();
        } else if (!timerRunning) {
            timerRunning = true;
            eventLoop.schedule(task, ProtocolLimits.ACK_DELAY.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** The peer was told the count by other means (the hello of a resumption). */
    void restart() {
        told = taken;
    }

    private void due() {
        timerRunning = false;
        if (taken > told) {
            tell();
        }
    }

    private void tell() {
        told = taken;
        sender.accept(new Ack(taken));
    }
}
