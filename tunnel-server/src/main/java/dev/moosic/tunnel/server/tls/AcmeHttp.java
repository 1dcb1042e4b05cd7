package dev.moosic.tunnel.server.tls;

import dev.moosic.tunnel.protocol.transport.Transport;
import dev.moosic.tunnel.server.config.ConfigException;
import dev.moosic.tunnel.server.net.AddressLimit;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The port that browsers and ACME authorities try without TLS: answers HTTP-01 challenges, sends the rest to https. */
final class AcmeHttp implements AutoCloseable {
    private static final int MAX_BODY_BYTES = 8 * 1024;
    /** From the connection to the end of the answer; every connection is for one request. */
    private static final int EXCHANGE_SECONDS = 10;

    static final int CONNECTIONS_PER_ADDRESS = 32;
    static final int MAX_CONNECTIONS = 1_024;
    private static final String HOST = "[A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\]";

    private final Channel channel;

    private AcmeHttp(Channel channel) {
        this.channel = channel;
    }

    /** @throws ConfigException if the port cannot be listened on */
    static AcmeHttp start(
            InetAddress address,
            int port,
            int httpsPort,
            AcmeChallenges challenges,
            Transport transport,
            EventLoopGroup eventLoops) {
        ConnectionPlaces places = new ConnectionPlaces();
        ChannelFuture bound = new ServerBootstrap()
                .group(eventLoops)
                .channel(transport.serverSocketChannel())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel child) {
                        if (!places.take(child)) {
                            child.close();
                            return;
                        }
                        child.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(MAX_BODY_BYTES))
                                .addLast(new Answer(challenges, httpsPort));
                    }
                })
                .bind(address, port)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new ConfigException("--acme needs port " + port + ", which cannot be listened on: "
                    + bound.cause().getMessage()
                    + "; stop what listens there, run with the right to use it, or choose another with"
                    + " --acme-http-port and forward port 80 to it");
        }
        return new AcmeHttp(bound.channel());
    }

    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }

    /** Bounds who has a connection, and for how long: whoever asks may be anybody. */
    private static final class ConnectionPlaces {
        private final AddressLimit perAddress = new AddressLimit(CONNECTIONS_PER_ADDRESS);
        private final Semaphore all = new Semaphore(MAX_CONNECTIONS);

        /** Whether there is a place for it, which is free again when it is closed. */
        boolean take(Channel connection) {
            SocketAddress peer = connection.remoteAddress();
            if (!all.tryAcquire()) {
                return false;
            }
            if (!perAddress.tryAcquire(peer)) {
                all.release();
                return false;
            }
            ScheduledFuture<?> end =
                    connection.eventLoop().schedule(() -> connection.close(), EXCHANGE_SECONDS, TimeUnit.SECONDS);
            connection.closeFuture().addListener(closed -> {
                end.cancel(false);
                perAddress.release(peer);
                all.release();
            });
            return true;
        }
    }

    private static final class Answer extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final AcmeChallenges challenges;
        private final int httpsPort;

        Answer(AcmeChallenges challenges, int httpsPort) {
            this.challenges = challenges;
            this.httpsPort = httpsPort;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            String target = request.uri();
            String location = location(request.headers().get(HttpHeaderNames.HOST), target);
            challenges
                    .httpAnswer(target)
                    .whenComplete((found, failure) -> ctx.executor().execute(() -> {
                        if (failure == null && found.isPresent()) {
                            write(ctx, HttpResponseStatus.OK, null, found.get());
                        } else if (location == null) {
                            write(ctx, HttpResponseStatus.BAD_REQUEST, null, "no usable Host\n");
                        } else {
                            write(ctx, HttpResponseStatus.PERMANENT_REDIRECT, location, "");
                        }
                    }));
        }

        /** @return null: the request names no host, or a target that is no path */
        private @Nullable String location(@Nullable String hostHeader, String target) {
            String host = hostHeader == null ? "" : hostHeader.replaceFirst(":[0-9]*$", "");
            if (!host.matches(HOST) || !target.matches("/[\\x21-\\x7e]*")) {
                return null;
            }
            return "https://" + host.toLowerCase(Locale.ROOT) + (httpsPort == 443 ? "" : ":" + httpsPort) + target;
        }

        private static void write(
                ChannelHandlerContext ctx, HttpResponseStatus status, @Nullable String location, String body) {
            DefaultFullHttpResponse response =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, ByteBufUtil.writeUtf8(ctx.alloc(), body));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                    .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            if (location != null) {
                response.headers().set(HttpHeaderNames.LOCATION, location);
            }
            ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
