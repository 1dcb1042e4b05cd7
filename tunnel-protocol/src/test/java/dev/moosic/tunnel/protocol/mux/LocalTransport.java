package dev.moosic.tunnel.protocol.mux;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Control connections within the process, without a codec: packets pass as objects. */
final class LocalTransport implements ControlTransport {
    private final EventLoopGroup dialers = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final EventLoopGroup acceptors = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());

    @Override
    public void connect(Consumer<Channel> dialer, Consumer<Channel> acceptor) {
        Channel listener = new ServerBootstrap()
                .group(acceptors)
                .channel(LocalServerChannel.class)
                .childHandler(new OnActive(acceptor))
                .bind(LocalAddress.ANY)
                .syncUninterruptibly()
                .channel();
        new Bootstrap()
                .group(dialers)
                .channel(LocalChannel.class)
                .handler(new OnActive(dialer))
                .connect(listener.localAddress())
                .syncUninterruptibly();
        listener.close();
    }

    @Override
    public void close() {
        dialers.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        acceptors.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static final class OnActive extends ChannelInboundHandlerAdapter {
        private final Consumer<Channel> consumer;

        OnActive(Consumer<Channel> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            consumer.accept(ctx.channel());
            ctx.fireChannelActive();
            ctx.pipeline().remove(this);
        }
    }
}
