package dev.moosic.tunnel.sample;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The requests of one connection, routed by path. Request bodies are for {@code /echo}; others are dropped. */
final class LibraryHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(LibraryHandler.class);
    private static final Pattern COVER =
            Pattern.compile("/files/(?:albums|artists)/(\\d{1,9})/(?:(\\d{1,4})x(\\d{1,4})|source)");
    private static final int SOURCE_SIDE = 512;

    private final Catalogue catalogue;
    private final EchoExchange echo = new EchoExchange();
    private final EventStream events = new EventStream();

    LibraryHandler(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                route(ctx, request);
            }
            if (message instanceof HttpContent content) {
                echo.received(ctx, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void route(ChannelHandlerContext ctx, HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            Answers.text(
                    ctx,
                    request,
                    HttpResponseStatus.BAD_REQUEST,
                    "not an HTTP request: " + request.decoderResult().cause().getMessage());
            ctx.close();
            return;
        }
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        switch (uri.path()) {
            case "/echo" -> echo.begin(ctx, request);
            case "/sse" -> events.begin(ctx, request, uri.parameters());
            default -> {
                if (isRead(request.method())) {
                    read(ctx, request, uri);
                } else {
                    Answers.text(
                            ctx,
                            request,
                            HttpResponseStatus.METHOD_NOT_ALLOWED,
                            request.method() + " is not for " + uri.path() + "; GET and HEAD are");
                }
            }
        }
    }

    private void read(ChannelHandlerContext ctx, HttpRequest request, QueryStringDecoder uri) {
        switch (uri.path()) {
            case "/" ->
                Answers.send(ctx, request, HttpResponseStatus.OK, "text/html; charset=utf-8", Pages.index(catalogue));
            case "/health" -> Answers.json(ctx, request, "{\"healthy\":true}");
            case "/headers" ->
                Answers.send(
                        ctx, request, HttpResponseStatus.OK, "text/plain; charset=utf-8", Pages.requestAsText(request));
            case "/files/track" -> track(ctx, request, uri.parameters());
            default -> cover(ctx, request, uri.path());
        }
    }

    private void track(ChannelHandlerContext ctx, HttpRequest request, Map<String, List<String>> query) {
        List<String> ids = query.getOrDefault("trackId", List.of());
        if (ids.size() != 1) {
            Answers.text(
                    ctx,
                    request,
                    HttpResponseStatus.BAD_REQUEST,
                    "one trackId is needed, for example /files/track?trackId=1");
            return;
        }
        catalogue
                .track(ids.get(0))
                .ifPresentOrElse(
                        track -> TrackFiles.send(ctx, request, track),
                        () -> Answers.text(ctx, request, HttpResponseStatus.NOT_FOUND, "no track " + ids.get(0)));
    }

    private static void cover(ChannelHandlerContext ctx, HttpRequest request, String path) {
        Matcher cover = COVER.matcher(path);
        if (!cover.matches()) {
            Answers.text(
                    ctx, request, HttpResponseStatus.NOT_FOUND, "nothing at " + path + "; the page at / lists all");
            return;
        }
        int width = cover.group(2) == null ? SOURCE_SIDE : Integer.parseInt(cover.group(2));
        int height = cover.group(3) == null ? SOURCE_SIDE : Integer.parseInt(cover.group(3));
        if (Math.min(width, height) < 1 || Math.max(width, height) > CoverArt.MAX_SIDE) {
            Answers.text(
                    ctx,
                    request,
                    HttpResponseStatus.BAD_REQUEST,
                    width + "x" + height + " is not between 1x1 and " + CoverArt.MAX_SIDE + "x" + CoverArt.MAX_SIDE);
            return;
        }
        byte[] image = CoverArt.png(Long.parseLong(cover.group(1)), width, height);
        Answers.send(ctx, request, HttpResponseStatus.OK, "image/png", image);
    }

    private static boolean isRead(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        // An echo must not gather what its reader does not take.
        ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            // The peer has asked its last question: finish the answers, then close.
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        events.stop();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            log.warn("connection failed, remote={}", ctx.channel().remoteAddress(), cause);
        }
        ctx.close();
    }
}
