package dev.moosic.tunnel.auth.standalone;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 without TLS, for small requests and answers. */
final class AuthHttpServer implements AutoCloseable {
    /** A connection on which nothing arrives for so long is closed, within a request or between two. */
    static final int READ_TIMEOUT_SECONDS = 10;

    /** Connections at once; further ones are closed. */
    static final int MAX_CONNECTIONS = 1_000;

    private static final int MAX_REQUEST_LINE_BYTES = 8_192;
    private static final int MAX_HEADER_BYTES = 16_384;
    private static final long CLOSE_TIMEOUT_SECONDS = 3;

    private final EventLoopGroup loop;
    private final Channel listener;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private volatile @Nullable HealthEndpoints endpoints;

    private AuthHttpServer(EventLoopGroup loop, InetSocketAddress address, int maxBodyBytes) throws IOException {
        this.loop = loop;
        ConnectionLimit limit = new ConnectionLimit(MAX_CONNECTIONS);
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        connections.add(channel);
                        channel.pipeline()
                                .addLast("limit", limit)
                                .addLast("timeout", new ReadTimeoutHandler(READ_TIMEOUT_SECONDS))
                                .addLast(
                                        "http",
                                        new HttpServerCodec(new HttpDecoderConfig()
                                                .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                                                .setMaxHeaderSize(MAX_HEADER_BYTES)))
                                .addLast("keep-alive", new HttpServerKeepAliveHandler())
                                .addLast("body", new HttpObjectAggregator(maxBodyBytes, true))
                                .addLast("one-at-a-time", new FlowControlHandler())
                                .addLast("auth", new AuthHttpHandler(() -> endpoints));
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on " + address.getAddress().getHostAddress() + ":" + address.getPort()
                    + ": " + bound.cause().getMessage() + "; choose another --port or stop the program that has it");
        }
        this.listener = bound.channel();
    }

    /**
     * Takes the address; requests are answered 503 until {@link #serve}.
     *
     * @param maxBodyBytes of a request; a larger one is answered 413
     */
    static AuthHttpServer bind(InetSocketAddress address, int maxBodyBytes) throws IOException {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            return new AuthHttpServer(loop, address, maxBodyBytes);
        } catch (IOException e) {
            loop.shutdownGracefully(0, CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
            throw e;
        }
    }

    void serve(HealthEndpoints newEndpoints) {
        endpoints = newEndpoints;
    }

    URI url() {
        InetSocketAddress address = (InetSocketAddress) listener.localAddress();
        String host = address.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        connections.close().awaitUninterruptibly(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        loop.shutdownGracefully(0, CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
