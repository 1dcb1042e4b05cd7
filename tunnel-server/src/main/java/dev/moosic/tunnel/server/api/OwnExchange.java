package dev.moosic.tunnel.server.api;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;

/** A request that the server answers itself: gathers its small body, asks the endpoint, writes the answer. */
final class OwnExchange implements CallerRequest {
    private final CallerConnection caller;
    private final HttpRequest head;
    private final RequestTarget target;
    private final OwnEndpoints endpoints;
    private final Origin origin;
    private final Duration bodyStall;
    private final ByteBuf body = Unpooled.buffer(0);
    private boolean done;

    OwnExchange(
            CallerConnection caller,
            HttpRequest head,
            RequestTarget target,
            OwnEndpoints endpoints,
            Origin origin,
            Duration bodyStall) {
        this.caller = caller;
        this.head = head;
        this.target = target;
        this.endpoints = endpoints;
        this.origin = origin;
        this.bodyStall = bodyStall;
    }

    @Override
    public void start() {
        caller.deadline().set(bodyStall, this::stalled);
        if (HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(head.headers().get(HttpHeaderNames.EXPECT, ""))
                && caller.isHttp11()) {
            caller.write(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
            caller.flush();
        }
    }

    @Override
    public boolean acceptsContent() {
        return true;
    }

    @Override
    public boolean wantsContent() {
        return !done;
    }

    @Override
    public void content(HttpContent content) {
        try {
            if (done) {
                return;
            }
            if (body.readableBytes() + content.content().readableBytes() > endpoints.maxBodyBytes()) {
                answer(Problem.of(
                        HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                        "the body is larger than the " + endpoints.maxBodyBytes() + " bytes that this path takes"));
                return;
            }
            body.writeBytes(content.content());
            if (content instanceof LastHttpContent) {
                ask();
            }
        } finally {
            content.release();
        }
    }

    private void ask() {
        caller.deadline().clear();
        OwnRequest request = new OwnRequest(
                head.method().name(),
                target.path(),
                target.query().raw(),
                head.headers(),
                ByteBufUtil.getBytes(body),
                origin.inetAddress());
        endpoints.answer(request).thenAccept(response -> {
            if (caller.channel().eventLoop().inEventLoop()) {
                write(response);
            } else {
                caller.channel().eventLoop().execute(() -> write(response));
            }
        });
    }

    private void write(OwnResponse response) {
        if (done) {
            return;
        }
        done = true;
        FullHttpResponse message = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()),
                Unpooled.wrappedBuffer(response.body()));
        response.headers().forEach((name, value) -> message.headers().set(name, value));
        message.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
        caller.writeHead(message);
        caller.flush();
        caller.responseEnded();
    }

    private void stalled() {
        answer(Problem.of(
                HttpResponseStatus.REQUEST_TIMEOUT, "the request's body stopped for " + bodyStall.toSeconds() + " s"));
    }

    private void answer(Problem problem) {
        if (!done) {
            done = true;
            caller.answer(problem);
        }
    }

    @Override
    public void contentReadComplete() {}

    @Override
    public void contentBroken() {
        answer(Problem.badRequest("the request's body is not well-formed"));
    }

    @Override
    public void callerWritabilityChanged() {}

    @Override
    public void callerGone() {
        done = true;
    }
}
