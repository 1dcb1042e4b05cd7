package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.Init;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;

/** The part of a session that runs over one control connection; confined to one event loop. */
public final class Lane {

    Lane() {
        throw new UnsupportedOperationException();
    }

    /** The loop on which this lane and every stream of it live. */
    public EventLoop eventLoop() {
        throw new UnsupportedOperationException();
    }

    public Session session() {
        throw new UnsupportedOperationException();
    }

    /**
     * Opens a stream: sends Init and registers the channel, whose pipeline {@code initializer} fills. On the event loop.
     * If the session is over the channel comes back closed, and its pipeline sees {@code SESSION_LOST}.
     */
    public StreamChannel open(Init init, ChannelHandler initializer) {
        throw new UnsupportedOperationException();
    }

    /** Sends a packet that is not about one stream (Bind, Bound, Unbind, Renew, Drain). Any thread. */
    public void send(ControlPacket packet) {
        throw new UnsupportedOperationException();
    }
}
