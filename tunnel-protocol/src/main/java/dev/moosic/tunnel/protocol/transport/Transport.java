package dev.moosic.tunnel.protocol.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/** The socket transport of this machine: epoll on Linux (x86-64, aarch64), NIO elsewhere or where epoll fails to load. */
public sealed interface Transport permits EpollTransport, NioTransport {

    /** Of a control connection, at 64 KiB each: fewer cost more, since each turn's answers are sent by themselves. */
    int READS_A_LOOP = 16;

    /** The best transport here; {@code -Dmoosic.tunnel.transport=nio} forces NIO. */
    static Transport detect() {
        boolean forcedNio = "nio".equals(System.getProperty("moosic.tunnel.transport"));
        return !forcedNio && EpollTransport.isAvailable() ? new EpollTransport() : new NioTransport();
    }

    /** {@code epoll} or {@code nio}. */
    String name();

    /**
     * Event loops on daemon threads named {@code threadName-1-1} and so on; {@code shutdownGracefully()} ends them.
     *
     * @param threads event loops, at least 1
     */
    default EventLoopGroup newEventLoopGroup(int threads, String threadName) {
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(threadName, true), ioHandlerFactory());
    }

    /** What drives one event loop. */
    IoHandlerFactory ioHandlerFactory();

    Class<? extends SocketChannel> socketChannel();

    Class<? extends ServerChannel> serverSocketChannel();

    /**
     * Chooses what a channel that is or may become a control connection is read into, and how often before what that
     * brought is sent on. Before it is read for the first time: Netty asks a channel for its allocator once. Any thread.
     */
    static void prepareReads(Channel channel) {
        channel.config().setRecvByteBufAllocator(new ReceiveAllocator(0, READS_A_LOOP));
    }

    /**
     * Prepares the TCP channel of a control connection: no Nagle delay, and a short queue in the kernel where it can be
     * had, so that control packets and other streams wait behind little. Any thread.
     */
    default void tuneControlConnection(Channel channel) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    }
}
