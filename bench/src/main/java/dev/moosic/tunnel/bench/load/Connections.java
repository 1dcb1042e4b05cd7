package dev.moosic.tunnel.bench.load;

import dev.moosic.tunnel.bench.net.Sockets;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Opens the load's connections, all on one event loop, so that the load takes as little of the machine as it can. They
 * come from {@value #SOURCES} loopback addresses in turn: callers are many, and a limit for one address is not the
 * subject.
 */
public final class Connections implements AutoCloseable {
    private static final int SOURCES = 16;
    private static final int READ_BYTES = 128 * 1024;
    private static final int CONNECT_TIMEOUT_MS = 10_000;

    private final EventLoopGroup loop = Sockets.loops(1, "load");
    private final AtomicInteger next = new AtomicInteger();

    /** Starts to connect; any thread. */
    ChannelFuture open(InetSocketAddress target, ChannelHandler handler) {
        int source = Math.floorMod(next.getAndIncrement(), SOURCES) + 1;
        return Sockets.client(loop)
                .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(256 * 1024, 512 * 1024))
                .handler(handler)
                .connect(target, new InetSocketAddress("127.0.1." + source, 0));
    }

    /** Waits for all of them. @throws LoadFailedException if one could not be opened */
    static List<Channel> opened(List<ChannelFuture> connecting, String what) throws LoadFailedException {
        List<Channel> channels = new ArrayList<>();
        LoadFailedException failure = null;
        for (ChannelFuture connect : connecting) {
            connect.awaitUninterruptibly();
            if (connect.isSuccess()) {
                channels.add(connect.channel());
            } else {
                failure = new LoadFailedException(what + ": cannot connect: " + connect.cause());
            }
        }
        if (failure != null) {
            closeAll(channels);
            throw failure;
        }
        return channels;
    }

    static void closeAll(List<Channel> channels) {
        channels.forEach(Channel::close);
        channels.forEach(channel -> channel.closeFuture().awaitUninterruptibly());
    }

    EventLoopGroup loop() {
        return loop;
    }

    @Override
    public void close() {
        loop.shutdownGracefully();
    }
}
