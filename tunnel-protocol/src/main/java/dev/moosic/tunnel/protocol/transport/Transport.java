package dev.moosic.tunnel.protocol.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.SocketChannel;

/** The socket transport of this machine: epoll on Linux (x86-64, aarch64), NIO elsewhere or where epoll fails to load. */
public interface Transport {

    /** The best transport here; {@code -Dmoosic.tunnel.transport=nio} forces NIO. */
    static Transport detect() {
        throw new UnsupportedOperationException();
    }

    /** {@code epoll} or {@code nio}. */
    String name();

    /** @param threads event loops, at least 1 */
    EventLoopGroup newEventLoopGroup(int threads, String threadName);

    Class<? extends SocketChannel> socketChannel();

    Class<? extends ServerChannel> serverSocketChannel();
}
