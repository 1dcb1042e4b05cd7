package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.client.socket.FailureText;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One POST to a server's own endpoint, on a connection of its own, over the same way as the control connection. Over TLS the
 * answer's {@code Date} tells {@link PassedTime} the time.
 */
public final class HttpCall {
    private static final int MAX_ANSWER_BYTES = 65_536;

    private final ServerDialer dialer;
    private final EventLoop loop;

    public HttpCall(ServerDialer dialer, EventLoop loop) {
        this.dialer = dialer;
        this.loop = loop;
    }

    /**
     * @param contentType of {@code body}
     * @return any HTTP status is a success; fails with {@link ConnectFailure}, also if the answer tells that the server's
     *     certificate has ended
     */
    public Future<HttpAnswer> post(ServerAddress server, String path, String contentType, String body) {
        Promise<HttpAnswer> answered = loop.newPromise();
        dialer.dial(server, loop, step -> {}).addListener((Future<Channel> dialled) -> {
            if (dialled.isSuccess()) {
                exchange(dialled.getNow(), server, path, contentType, body, answered);
            } else {
                answered.tryFailure(dialled.cause());
            }
        });
        return answered;
    }

    private void exchange(
            Channel channel,
            ServerAddress server,
            String path,
            String contentType,
            String body,
            Promise<HttpAnswer> answered) {
        channel.pipeline()
                .addLast(ControlPipeline.HTTP, new HttpClientCodec())
                .addLast(new HttpObjectAggregator(MAX_ANSWER_BYTES))
                .addLast(new AnswerHandler(server, answered));
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.POST, path, ByteBufUtil.writeUtf8(channel.alloc(), body));
        request.headers()
                .set(HttpHeaderNames.HOST, server.authority())
                .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .set(HttpHeaderNames.ACCEPT, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, request.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        channel.writeAndFlush(request).addListener(written -> {
            if (!written.isSuccess()) {
                answered.tryFailure(ConnectFailure.retry(
                        ConnectStep.TOKEN, server.authority() + " " + FailureText.of(written.cause())));
            }
        });
        channel.eventLoop()
                .schedule(
                        () -> answered.tryFailure(ConnectFailure.retry(
                                ConnectStep.TOKEN,
                                server.authority() + " did not answer within "
                                        + ControlPipeline.STEP_TIMEOUT.toSeconds() + " s")),
                        ControlPipeline.STEP_TIMEOUT.toMillis(),
                        TimeUnit.MILLISECONDS);
        answered.addListener(done -> channel.close());
    }

    private final class AnswerHandler extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final ServerAddress server;
        private final Promise<HttpAnswer> answered;

        AnswerHandler(ServerAddress server, Promise<HttpAnswer> answered) {
            this.server = server;
            this.answered = answered;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
            if (response.decoderResult().isFailure()) {
                fail("did not answer in HTTP");
                return;
            }
            HttpHeaders headers = response.headers();
            @Nullable Instant date = date(headers.get(HttpHeaderNames.DATE));
            @Nullable ConnectFailure distrust = date == null ? null : dialer.heard(ctx.channel(), server, date);
            if (distrust != null) {
                answered.tryFailure(distrust);
                return;
            }
            answered.trySuccess(new HttpAnswer(
                    response.status().code(),
                    date,
                    Duration.ofSeconds(seconds(headers.get(HttpHeaderNames.RETRY_AFTER))),
                    response.content().toString(StandardCharsets.UTF_8)));
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            fail("closed the connection without an answer");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            fail("broke the connection: " + FailureText.of(cause));
        }

        private void fail(String what) {
            answered.tryFailure(ConnectFailure.retry(ConnectStep.TOKEN, server.authority() + " " + what));
        }

        private static @Nullable Instant date(@Nullable String field) {
            @Nullable Date date = field == null ? null : DateFormatter.parseHttpDate(field);
            return date == null ? null : date.toInstant();
        }

        private static long seconds(@Nullable String field) {
            return field != null && field.matches("[0-9]{1,6}") ? Long.parseLong(field) : 0;
        }
    }
}
