package dev.moosic.tunnel.protocol.transport;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;

/** Linux. */
final class EpollTransport implements Transport {
    /** Bytes that the kernel holds unsent before it calls a control connection unwritable. */
    private static final long NOT_SENT_LOW_WATER_BYTES = 128 * 1024;

    static boolean isAvailable() {
        return Epoll.isAvailable();
    }

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return new MendedEpollFactory();
    }

    @Override
    public Class<? extends SocketChannel> socketChannel() {
        return EpollSocketChannel.class;
    }

    @Override
    public Class<? extends ServerChannel> serverSocketChannel() {
        return EpollServerSocketChannel.class;
    }

    @Override
    public void tuneControlConnection(Channel channel) {
        Transport.super.tuneControlConnection(channel);
        channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, NOT_SENT_LOW_WATER_BYTES);
    }
}
