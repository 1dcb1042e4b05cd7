package dev.moosic.tunnel.sample;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Server-sent events: {@code /sse?count=N&intervalMs=M}, by default one a second without end. */
final class EventStream {
    private static final long DEFAULT_INTERVAL_MS = 1_000;

    private @Nullable Future<?> ticks;
    private long sent;

    void begin(ChannelHandlerContext ctx, HttpRequest request, Map<String, List<String>> query) {
        long count;
        long intervalMs;
        try {
            count = number(query, "count", Long.MAX_VALUE);
            intervalMs = number(query, "intervalMs", DEFAULT_INTERVAL_MS);
        } catch (NumberFormatException e) {
            Answers.text(
                    ctx,
                    request,
                    HttpResponseStatus.BAD_REQUEST,
                    "count and intervalMs are numbers from 1 on: " + e.getMessage());
            return;
        }
        HttpResponse response = Answers.head(request, HttpResponseStatus.OK);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        HttpUtil.setTransferEncodingChunked(response, true);
        ctx.writeAndFlush(response);
        stop();
        sent = 0;
        ticks = ctx.executor()
                .scheduleAtFixedRate(() -> tick(ctx, request, count), 0, intervalMs, TimeUnit.MILLISECONDS);
    }

    void stop() {
        if (ticks != null) {
            ticks.cancel(false);
            ticks = null;
        }
    }

    private void tick(ChannelHandlerContext ctx, HttpRequest request, long count) {
        if (!ctx.channel().isWritable()) {
            return;
        }
        String event = "id: " + sent + "\ndata: {\"tick\":" + sent + "}\n\n";
        ctx.writeAndFlush(new DefaultHttpContent(ByteBufUtil.writeUtf8(ctx.alloc(), event)));
        sent++;
        if (sent == count) {
            stop();
            Answers.finish(ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT), request);
        }
    }

    private static long number(Map<String, List<String>> query, String name, long otherwise) {
        List<String> values = query.getOrDefault(name, List.of());
        long number = values.isEmpty() ? otherwise : Long.parseLong(values.get(0));
        if (number < 1) {
            throw new NumberFormatException(name + "=" + number);
        }
        return number;
    }
}
