package dev.moosic.tunnel.server.remote;

import dev.moosic.tunnel.protocol.transport.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Opens the sockets of remote ports. Not by Netty's {@code ServerBootstrap}: its acceptor gives each connection to an
 * event loop of its own choice, {@link RemoteAcceptor} to the one of the lane.
 */
final class RemoteListenerFactory {
    /** Connections that the kernel holds until they are accepted. */
    private static final int BACKLOG = 1_024;

    private final EventLoopGroup eventLoops;
    private final ReflectiveChannelFactory<? extends ServerChannel> channels;
    private final InetAddress address;
    private final RemoteConnections connections;

    RemoteListenerFactory(
            Transport transport, EventLoopGroup eventLoops, InetAddress address, RemoteConnections connections) {
        this.eventLoops = eventLoops;
        this.channels = new ReflectiveChannelFactory<>(transport.serverSocketChannel());
        this.address = address;
        this.connections = connections;
    }

    /**
     * Listens on the port of {@code listener}, and tells it when it does.
     *
     * @return fails if another program has the port
     */
    Future<Void> listen(RemoteListener listener) {
        EventLoop loop = eventLoops.next();
        Promise<Void> listening = loop.newPromise();
        Channel channel = channels.newChannel();
        channel.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
        channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
        channel.config().setAutoRead(false);
        channel.pipeline().addLast(new RemoteAcceptor(listener, connections));
        loop.register(channel).addListener(registered -> {
            if (!registered.isSuccess()) {
                listening.setFailure(registered.cause());
                return;
            }
            channel.bind(new InetSocketAddress(address, listener.port())).addListener(bound -> {
                if (bound.isSuccess()) {
                    listener.bound(channel);
                    listening.setSuccess(null);
                } else {
                    channel.close();
                    listening.setFailure(bound.cause());
                }
            });
        });
        return listening;
    }
}
