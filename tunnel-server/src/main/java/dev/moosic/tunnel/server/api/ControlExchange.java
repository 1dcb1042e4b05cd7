package dev.moosic.tunnel.server.api;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;

/** A request for a control connection: when it is complete, the control server has the channel. */
final class ControlExchange implements CallerRequest {
    private final CallerConnection caller;
    private final HttpRequest head;
    private final ControlUpgrade control;

    ControlExchange(CallerConnection caller, HttpRequest head, ControlUpgrade control) {
        this.caller = caller;
        this.head = head;
        this.control = control;
    }

    @Override
    public void start() throws ProblemException {
        if (!LocalRequest.asksForWebSocket(head)) {
            throw ProblemException.badRequest(
                    "a control connection is a WebSocket; expected GET with Connection: Upgrade and Upgrade: websocket");
        }
    }

    @Override
    public boolean acceptsContent() {
        return true;
    }

    @Override
    public boolean wantsContent() {
        return false;
    }

    @Override
    public void content(HttpContent content) {
        content.release();
        if (content instanceof LastHttpContent) {
            Channel channel = caller.channel();
            caller.handOver(true);
            control.upgrade(
                    channel,
                    new DefaultFullHttpRequest(
                            head.protocolVersion(),
                            head.method(),
                            head.uri(),
                            Unpooled.EMPTY_BUFFER,
                            head.headers(),
                            EmptyHttpHeaders.INSTANCE));
        }
    }

    @Override
    public void contentReadComplete() {}

    @Override
    public void contentBroken() {
        caller.answer(Problem.badRequest("the request's body is not well-formed"));
    }

    @Override
    public void callerWritabilityChanged() {}

    @Override
    public void callerGone() {}
}
