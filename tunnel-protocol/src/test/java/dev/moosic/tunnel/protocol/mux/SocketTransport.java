package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.transport.Transport;
import dev.moosic.tunnel.protocol.websocket.Masking;
import dev.moosic.tunnel.protocol.websocket.WebSocketPacketCodec;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Control connections over loopback TCP with the WebSocket codec, past the upgrade; with TLS or without. */
final class SocketTransport implements ControlTransport {
    private final Transport transport = Transport.detect();
    private final EventLoopGroup dialers = transport.newEventLoopGroup(1, "test-dialer");
    private final EventLoopGroup acceptors = transport.newEventLoopGroup(1, "test-acceptor");
    private final @Nullable TestTls tls;
    private final Masking masking;

    /** @param tls {@code null} for plain TCP */
    SocketTransport(@Nullable TestTls tls, Masking masking) {
        this.tls = tls;
        this.masking = masking;
    }

    @Override
    public void connect(Consumer<Channel> dialer, Consumer<Channel> acceptor) {
        CompletableFuture<Void> accepted = new CompletableFuture<>();
        Channel listener = listen(channel -> {
            accepted.complete(null);
            acceptor.accept(channel);
        });
        dial((InetSocketAddress) listener.localAddress(), dialer);
        accepted.thenRun(listener::close);
    }

    /** Accepts control connections on a free loopback port. */
    Channel listen(Consumer<Channel> acceptor) {
        return new ServerBootstrap()
                .group(acceptors)
                .channel(transport.serverSocketChannel())
                .childHandler(initializer(tls == null ? null : tls.server(), Masking.NONE, acceptor))
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    /** Opens a control connection. */
    void dial(InetSocketAddress address, Consumer<Channel> dialer) {
        new Bootstrap()
                .group(dialers)
                .channel(transport.socketChannel())
                .handler(initializer(tls == null ? null : tls.client(), masking, dialer))
                .connect(address)
                .syncUninterruptibly();
    }

    EventLoopGroup relays() {
        return acceptors;
    }

    Transport transport() {
        return transport;
    }

    @Override
    public void close() {
        dialers.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        acceptors.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private ChannelInitializer<Channel> initializer(
            @Nullable SslContext context, Masking outbound, Consumer<Channel> consumer) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                Transport.prepareReads(channel);
                transport.tuneControlConnection(channel);
                if (context != null) {
                    channel.pipeline().addLast(context.newHandler(channel.alloc()));
                }
                channel.pipeline()
                        .addLast(WebSocketPacketCodec.NAME, new WebSocketPacketCodec(outbound))
                        .addLast(new OnReady(context != null, consumer));
            }
        };
    }

    private static final class OnReady extends ChannelInboundHandlerAdapter {
        private final boolean afterHandshake;
        private final Consumer<Channel> consumer;

        OnReady(boolean afterHandshake, Consumer<Channel> consumer) {
            this.afterHandshake = afterHandshake;
            this.consumer = consumer;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            if (!afterHandshake) {
                ready(ctx);
            }
            ctx.fireChannelActive();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
                ready(ctx);
            }
            ctx.fireUserEventTriggered(event);
        }

        private void ready(ChannelHandlerContext ctx) {
            consumer.accept(ctx.channel());
            ctx.pipeline().remove(this);
        }
    }
}
