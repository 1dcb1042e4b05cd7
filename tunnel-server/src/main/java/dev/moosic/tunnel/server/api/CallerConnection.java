package dev.moosic.tunnel.server.api;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One caller's connection: takes its requests one at a time, in order, and hands each to whoever serves it. Reads only
 * what is wanted; beyond that one read ahead, so that a caller who goes away is noticed. Confined to the channel's event
 * loop, which an exchange may change between reads.
 */
final class CallerConnection extends ChannelInboundHandlerAdapter {
    /** How long a connection may wait for its next request. */
    static final Duration IDLE_TIMEOUT = Duration.ofSeconds(75);

    /** How long a caller may go on sending a body that nobody wants, so that it sees our answer and not a reset. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** Where the connection stands; every change is in this class. */
    private enum State {
        /** No request at hand. To SERVING by a head. */
        IDLE,
        /** A request is being served. To IDLE by its end, to CLOSING if the connection cannot go on. */
        SERVING,
        /** The last response was written; what still comes is thrown away. */
        CLOSING,
        /** Somebody else has the channel: a relay after a 101, or the control server. */
        HANDED_OVER
    }

    private final RequestDispatcher dispatcher;
    private final RequestDecoder decoder;
    private final ResponseEncoder encoder;
    private final Duration headTimeout;
    private final Queue<Object> held = new ArrayDeque<>();
    private State state = State.IDLE;
    private ChannelHandlerContext ctx;
    private Deadline deadline;
    private @Nullable CallerRequest request;
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private boolean keepAlive;
    private boolean bodyExpected;
    private boolean requestDone;
    private boolean responseDone;
    private boolean delivering;
    private boolean headDeadline;

    @SuppressWarnings("NullAway.Init") // ctx and deadline are there from handlerAdded on
    CallerConnection(
            RequestDispatcher dispatcher, RequestDecoder decoder, ResponseEncoder encoder, Duration headTimeout) {
        this.dispatcher = dispatcher;
        this.decoder = decoder;
        this.encoder = encoder;
        this.headTimeout = headTimeout;
    }

    Channel channel() {
        return ctx.channel();
    }

    /** The one time limit of this connection, set by whoever serves the request. */
    Deadline deadline() {
        return deadline;
    }

    boolean isRequestDone() {
        return requestDone;
    }

    /** Whether the caller speaks HTTP/1.1: takes chunks, and 1xx responses. */
    boolean isHttp11() {
        return version.equals(HttpVersion.HTTP_1_1);
    }

    /** The connection cannot serve another request after this one. */
    void closeAfterResponse() {
        keepAlive = false;
    }

    /** Sets the response's own connection fields and writes it. Takes ownership. */
    ChannelFuture writeHead(HttpResponse response) {
        HttpHeaders headers = response.headers();
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (!isHttp11()) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        return ctx.write(response);
    }

    /** Writes a 1xx response or contents. Takes ownership. */
    ChannelFuture write(Object message) {
        return ctx.write(message);
    }

    void flush() {
        ctx.flush();
    }

    /** Answers the request at hand with an error of our own, and ends it; after a malformed one nothing is trusted. */
    void answer(Problem problem) {
        keepAlive &= (requestDone || !bodyExpected) && !problem.status().equals(HttpResponseStatus.BAD_REQUEST);
        writeHead(ProblemResponse.of(problem, ctx.alloc()));
        ctx.flush();
        responseEnded();
    }

    /** The response is written to its end: on to the next request, or to the end of the connection. */
    void responseEnded() {
        deadline.clear();
        responseDone = true;
        if (requestDone) {
            requestEnded();
        } else if (bodyExpected) {
            keepAlive = false;
            requestEnded();
        } else {
            // What ends the request may wait here since before the answer was known.
            deliver();
        }
    }

    /** Ends the connection in the middle of a response, so that the caller cannot take it for complete. */
    void abort() {
        request = null;
        become(State.CLOSING);
        ctx.flush();
        if (!isHttp11()) {
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        ctx.close();
    }

    /** Looks again at what waits: whoever serves the request accepts contents now, or wants more. */
    void proceed() {
        deliver();
        CallerRequest serving = request;
        if (serving != null) {
            serving.contentReadComplete();
        }
        readIfWanted();
    }

    /**
     * Takes HTTP out of the pipeline, for whoever was added behind this handler; bytes not decoded go on to them. A caller
     * who did not wait for the answer before it spoke the new protocol is cut off.
     *
     * @param withCodecs leaves the codecs in
     */
    void handOver(boolean withCodecs) {
        request = null;
        become(State.HANDED_OVER);
        if (!held.isEmpty()) {
            ctx.close();
        }
        if (!withCodecs) {
            ctx.pipeline().remove(encoder);
            ctx.pipeline().remove(decoder);
        }
        ctx.pipeline().remove(this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        deadline = new Deadline(context.channel());
        if (context.channel().isActive()) {
            waitForHead(headTimeout);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        waitForHead(headTimeout);
        context.fireChannelActive();
        context.read();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        deadline.stop();
        releaseHeld();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (state == State.CLOSING) {
            ReferenceCountUtil.release(message);
        } else if (state == State.HANDED_OVER) {
            context.fireChannelRead(message);
        } else {
            held.add(message);
            deliver();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        CallerRequest serving = request;
        if (serving != null) {
            serving.contentReadComplete();
        }
        if (state == State.IDLE && !headDeadline && decoder.isHeadPending()) {
            waitForHead(headTimeout);
        }
        readIfWanted();
        context.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        CallerRequest serving = request;
        if (serving != null) {
            serving.callerWritabilityChanged();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent && state != State.HANDED_OVER) {
            gone();
            context.close();
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone();
        deadline.stop();
        releaseHeld();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        gone();
        context.close();
    }

    private void gone() {
        CallerRequest serving = request;
        request = null;
        if (state != State.HANDED_OVER) {
            become(State.CLOSING);
        }
        if (serving != null) {
            serving.callerGone();
        }
    }

    /** Hands on what waits as far as it is wanted; a call from within does nothing, the outer one goes on. */
    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        while (!held.isEmpty() && deliverNext(held.element())) {}
        delivering = false;
    }

    private boolean deliverNext(Object message) {
        if (state == State.CLOSING || state == State.HANDED_OVER) {
            return false;
        }
        if (message instanceof HttpRequest head) {
            if (state != State.IDLE) {
                return false;
            }
            held.remove();
            begin(head);
            return true;
        }
        HttpContent content = (HttpContent) message;
        CallerRequest serving = request;
        if (serving != null && !serving.acceptsContent()) {
            return false;
        }
        held.remove();
        deliver(serving, content);
        return true;
    }

    private void deliver(@Nullable CallerRequest serving, HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (content.decoderResult().isFailure()) {
            content.release();
            keepAlive = false;
            if (serving != null) {
                serving.contentBroken();
            }
            return;
        }
        if (serving == null) {
            content.release();
        } else {
            requestDone |= last;
            serving.content(content);
        }
        if (last) {
            requestDone = true;
            if (responseDone && state == State.SERVING) {
                requestEnded();
            }
        }
    }

    private void begin(HttpRequest head) {
        state = State.SERVING;
        deadline.clear();
        headDeadline = false;
        requestDone = false;
        responseDone = false;
        keepAlive = false;
        bodyExpected = true;
        version = head.protocolVersion();
        encoder.requestIsHead(head.method().equals(HttpMethod.HEAD));
        try {
            RequestRules.check(head);
            keepAlive = HttpUtil.isKeepAlive(head);
            bodyExpected = RequestRules.hasBody(head);
            CallerRequest serving = dispatcher.dispatch(this, head);
            request = serving;
            serving.start();
        } catch (ProblemException e) {
            answer(e.problem());
        }
    }

    private void requestEnded() {
        request = null;
        if (keepAlive) {
            state = State.IDLE;
            waitForHead(IDLE_TIMEOUT);
            headDeadline = false;
            proceed();
        } else {
            lingerAndClose();
        }
    }

    /** Sends our end at once, and the rest of the caller's to nowhere for a moment. */
    private void lingerAndClose() {
        become(State.CLOSING);
        if (requestDone
                || ctx.pipeline().get(HandlerNames.TLS) != null
                || !(channel() instanceof DuplexChannel duplex)) {
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        deadline.set(LINGER, ctx::close);
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> duplex.shutdownOutput());
        channel().config().setAutoRead(true);
    }

    private void become(State next) {
        state = next;
        if (next == State.CLOSING) {
            deadline.clear();
            releaseHeld();
        }
    }

    private void waitForHead(Duration timeout) {
        headDeadline = true;
        deadline.set(timeout, this::headOverdue);
    }

    private void headOverdue() {
        if (state != State.IDLE) {
            return;
        }
        if (decoder.isHeadPending()) {
            state = State.SERVING;
            keepAlive = false;
            requestDone = true;
            answer(Problem.of(
                    HttpResponseStatus.REQUEST_TIMEOUT,
                    "the request's head was not complete after " + headTimeout.toSeconds() + " s"));
        } else {
            become(State.CLOSING);
            ctx.close();
        }
    }

    private void readIfWanted() {
        if (!held.isEmpty() || state == State.CLOSING || state == State.HANDED_OVER) {
            return;
        }
        CallerRequest serving = request;
        if (serving == null || requestDone || serving.wantsContent()) {
            ctx.read();
        }
    }

    private void releaseHeld() {
        Object message;
        while ((message = held.poll()) != null) {
            ReferenceCountUtil.release(message);
        }
    }
}
