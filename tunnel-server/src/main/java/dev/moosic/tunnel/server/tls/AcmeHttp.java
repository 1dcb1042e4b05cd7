package dev.moosic.tunnel.server.tls;

import dev.moosic.tunnel.protocol.transport.Transport;
import dev.moosic.tunnel.server.config.ConfigException;
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
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The port that browsers and ACME authorities try without TLS: answers HTTP-01 challenges, sends the rest to https. */
final class AcmeHttp implements AutoCloseable {
    private static final int MAX_BODY_BYTES = 8 * 1024;
    private static final int READ_TIMEOUT_SECONDS = 10;
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
        ChannelFuture bound = new ServerBootstrap()
                .group(eventLoops)
                .channel(transport.serverSocketChannel())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel child) {
                        child.pipeline()
                                .addLast(new ReadTimeoutHandler(READ_TIMEOUT_SECONDS))
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
