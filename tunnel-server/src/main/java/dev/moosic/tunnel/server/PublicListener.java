package dev.moosic.tunnel.server;

import dev.moosic.tunnel.protocol.transport.Transport;
import dev.moosic.tunnel.server.config.ConfigException;
import dev.moosic.tunnel.server.config.ListenAddress;
import dev.moosic.tunnel.server.net.BindFailures;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;

/** The socket of the public port. */
final class PublicListener {
    private static final int BACKLOG = 1_024;

    private final Channel channel;

    private PublicListener(Channel channel) {
        this.channel = channel;
    }

    /** @throws ConfigException naming the address that cannot be listened on */
    static PublicListener bind(
            ListenAddress address, Transport transport, EventLoopGroup eventLoops, ChannelHandler initializer) {
        ChannelFuture bound = new ServerBootstrap()
                .group(eventLoops)
                .channel(transport.serverSocketChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(initializer)
                .bind(address.resolve())
                .awaitUninterruptibly();
        if (bound.isSuccess()) {
            return new PublicListener(bound.channel());
        }
        String reason = BindFailures.isTaken(bound.cause())
                ? "port " + address.port() + " on " + address.host()
                        + " is taken: stop what listens there, or choose another with --port"
                : bound.cause().toString();
        throw new ConfigException("cannot listen on " + address + ": " + reason);
    }

    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    void close() {
        channel.close().awaitUninterruptibly();
    }
}
