package dev.moosic.tunnel.server.remote;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The handler of a listening channel: what it accepts becomes a remote connection. On the listener's event loop. */
final class RemoteAcceptor extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(RemoteAcceptor.class);

    /** After a failure to accept, commonly for want of descriptors, the listener rests this long instead of spinning. */
    private static final long PAUSE_MS = 1_000;

    private final RemoteListener listener;
    private final RemoteConnections connections;

    RemoteAcceptor(RemoteListener listener, RemoteConnections connections) {
        this.listener = listener;
        this.connections = connections;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        connections.accepted(listener, (SocketChannel) message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Channel channel = ctx.channel();
        if (channel.config().isAutoRead()) {
            channel.config().setAutoRead(false);
            log.warn("accept paused port={} ms={} reason=\"{}\"", listener.port(), PAUSE_MS, cause.getMessage());
            ctx.executor()
                    .schedule(
                            () -> channel.config().setAutoRead(listener.holder() != null),
                            PAUSE_MS,
                            TimeUnit.MILLISECONDS);
        }
    }
}
