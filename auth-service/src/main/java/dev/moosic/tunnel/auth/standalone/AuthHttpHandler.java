package dev.moosic.tunnel.auth.standalone;

import dev.moosic.tunnel.auth.AuthRequest;
import dev.moosic.tunnel.auth.AuthResponse;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Hands whole requests to the endpoints and writes their answers, one request of a connection at a time. */
final class AuthHttpHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final Supplier<@Nullable HealthEndpoints> endpoints;

    AuthHttpHandler(Supplier<@Nullable HealthEndpoints> endpoints) {
        this.endpoints = endpoints;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        HealthEndpoints serving = endpoints.get();
        if (request.decoderResult().isFailure()) {
            refuse(context, HttpResponseStatus.BAD_REQUEST);
            return;
        }
        if (serving == null) {
            refuse(context, HttpResponseStatus.SERVICE_UNAVAILABLE);
            return;
        }
        context.channel().config().setAutoRead(false);
        boolean head = request.method().equals(HttpMethod.HEAD);
        serving.handle(toAuthRequest(context, request))
                .thenAccept(response -> context.executor().execute(() -> write(context, response, head)));
    }

    private static void write(ChannelHandlerContext context, AuthResponse response, boolean head) {
        FullHttpResponse message = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()),
                head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(response.body()));
        response.headers().forEach(message.headers()::set);
        message.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
        context.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        context.channel().config().setAutoRead(true);
    }

    private static void refuse(ChannelHandlerContext context, HttpResponseStatus status) {
        FullHttpResponse message = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
        message.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0).set(HttpHeaderNames.CONNECTION, "close");
        context.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE);
    }

    private static AuthRequest toAuthRequest(ChannelHandlerContext context, FullHttpRequest request) {
        int question = request.uri().indexOf('?');
        Map<String, String> headers = new LinkedHashMap<>();
        // Joined, as RFC 9110 section 5.2 has it: of two credentials none is taken.
        request.headers()
                .forEach(header -> headers.merge(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue(),
                        (before, next) -> before + ", " + next));
        return new AuthRequest(
                request.method().name(),
                question < 0 ? request.uri() : request.uri().substring(0, question),
                question < 0 ? null : request.uri().substring(question + 1),
                headers,
                ByteBufUtil.getBytes(request.content()),
                ((InetSocketAddress) context.channel().remoteAddress()).getAddress());
    }

    /** Whatever it is, it concerns this connection only; its caller broke it off or sent nonsense. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
