package dev.moosic.tunnel.sample;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/** Sends a request's body back while it still comes: framed as it came, trailers included. */
final class EchoExchange {
    private @Nullable HttpRequest request;

    void begin(ChannelHandlerContext ctx, HttpRequest request) {
        this.request = request;
        HttpResponse response = Answers.head(request, HttpResponseStatus.OK);
        String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream");
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        response.headers().set("X-Echo-Method", request.method().name());
        if (HttpUtil.isTransferEncodingChunked(request)) {
            HttpUtil.setTransferEncodingChunked(response, true);
        } else {
            HttpUtil.setContentLength(response, HttpUtil.getContentLength(request, 0L));
        }
        ctx.writeAndFlush(response);
    }

    /** Does nothing for the body of a request that was not for this exchange. {@code content} stays the caller's. */
    void received(ChannelHandlerContext ctx, HttpContent content) {
        HttpRequest current = request;
        if (current == null) {
            return;
        }
        boolean head = current.method().equals(HttpMethod.HEAD);
        if (content instanceof LastHttpContent last) {
            request = null;
            LastHttpContent end = head
                    ? LastHttpContent.EMPTY_LAST_CONTENT
                    : new DefaultLastHttpContent(last.content().retain(), last.trailingHeaders());
            Answers.finish(ctx.writeAndFlush(end), current);
        } else if (!head) {
            ctx.writeAndFlush(new DefaultHttpContent(content.content().retain()));
        }
    }
}
