package dev.moosic.tunnel.server;

import dev.moosic.tunnel.protocol.transport.Transport;
import dev.moosic.tunnel.server.config.ConfigException;
import dev.moosic.tunnel.server.config.ListenAddress;
import dev.moosic.tunnel.server.net.BindFailures;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;

/** The socket of the public port. It is bound first, so that everything else can know its port, and serves later. */
final class PublicListener implements AutoCloseable {
    private static final int BACKLOG = 1_024;

    private final AtomicReference<ChannelHandler> initializer;
    private final Channel channel;

    private PublicListener(AtomicReference<ChannelHandler> initializer, Channel channel) {
        this.initializer = initializer;
        this.channel = channel;
    }

    /**
     * Binds the port. Blocks for a moment.
     *
     * @throws ConfigException naming the address that cannot be listened on
     */
    static PublicListener bind(ListenAddress address, Transport transport, EventLoopGroup eventLoops) {
        AtomicReference<ChannelHandler> initializer = new AtomicReference<>();
        ChannelFuture bound = new ServerBootstrap()
                .group(eventLoops)
                .channel(transport.serverSocketChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel child) {
                        child.pipeline().addLast(initializer.get());
                    }
                })
                .bind(address.resolve())
                .awaitUninterruptibly();
        if (bound.isSuccess()) {
            return new PublicListener(initializer, bound.channel());
        }
        String reason = BindFailures.isTaken(bound.cause())
                ? "port " + address.port() + " is taken: stop what listens there, or choose another with --port"
                : String.valueOf(bound.cause().getMessage());
        throw new ConfigException("cannot listen on " + address + ": " + reason);
    }

    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** Accepts from now on. */
    void serve(ChannelHandler childInitializer) {
        initializer.set(childInitializer);
        channel.config().setAutoRead(true);
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }
}
