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

    /** Of a control connection, at 64 KiB each. */
    int READS_A_LOOP = 4;

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
     * Prepares the TCP channel of a control connection: no Nagle delay, and a short queue in the kernel where it can be
     * had, so that control packets and other streams wait behind little; and few reads before what they brought is sent
     * on, so that it is still in the processor's cache then. Any thread.
     */
    default void tuneControlConnection(Channel channel) {
        channel.config()
                .setRecvByteBufAllocator(new ReceiveAllocator(0, READS_A_LOOP))
                .setOption(ChannelOption.TCP_NODELAY, true);
    }
}
