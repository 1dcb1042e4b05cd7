package dev.moosic.tunnel.bench.net;

import dev.moosic.tunnel.protocol.transport.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;

/** The benchmark's own sockets: epoll where it can be had, half-close allowed, no Nagle delay. */
public final class Sockets {
    private static final int BACKLOG = 4096;
    private static final Transport TRANSPORT = Transport.detect();

    private Sockets() {}

    /** Event loops on daemon threads. */
    public static EventLoopGroup loops(int threads, String name) {
        return TRANSPORT.newEventLoopGroup(threads, name);
    }

    public static ServerBootstrap server(EventLoopGroup loops) {
        return new ServerBootstrap()
                .group(loops)
                .channel(TRANSPORT.serverSocketChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true);
    }

    public static Bootstrap client(EventLoopGroup loops) {
        return new Bootstrap()
                .group(loops)
                .channel(TRANSPORT.socketChannel())
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.TCP_NODELAY, true);
    }
}
