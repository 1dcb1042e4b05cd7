package dev.moosic.tunnel.sample;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** Writes responses to one request each, keeping or closing the connection as the request asked. */
final class Answers {
    private Answers() {}

    /** A response with its whole body; {@code HEAD} gets the head alone. */
    static void send(
            ChannelHandlerContext ctx, HttpRequest request, HttpResponseStatus status, String type, byte[] body) {
        boolean head = request.method().equals(HttpMethod.HEAD);
        ByteBuf content = head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        HttpUtil.setContentLength(response, body.length);
        HttpUtil.setKeepAlive(response, HttpUtil.isKeepAlive(request));
        finish(ctx.writeAndFlush(response), request);
    }

    static void text(ChannelHandlerContext ctx, HttpRequest request, HttpResponseStatus status, String message) {
        send(ctx, request, status, "text/plain; charset=utf-8", bytes(message + "\n"));
    }

    static void json(ChannelHandlerContext ctx, HttpRequest request, String json) {
        send(ctx, request, HttpResponseStatus.OK, "application/json", bytes(json));
    }

    /** The head of a response whose body follows; the caller sets its framing and calls {@link #finish} at its end. */
    static HttpResponse head(HttpRequest request, HttpResponseStatus status) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
        HttpUtil.setKeepAlive(response, HttpUtil.isKeepAlive(request));
        return response;
    }

    /** Closes the connection after {@code last} if the request asked for it, or if it failed. */
    static void finish(ChannelFuture last, HttpRequest request) {
        last.addListener(
                HttpUtil.isKeepAlive(request) ? ChannelFutureListener.CLOSE_ON_FAILURE : ChannelFutureListener.CLOSE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
