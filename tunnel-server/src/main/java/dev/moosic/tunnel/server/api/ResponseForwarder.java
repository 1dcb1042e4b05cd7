package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.packet.StreamMessage.CloseReason;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Brings the local service's response to the caller: interim responses at once, a 101 as the start of a raw relay, the
 * final one by its {@link Delivery}. A response whose end cannot be told for certain is an error, never passed on.
 */
final class ResponseForwarder implements LocalResponse {
    private final Exchange exchange;
    private final CallerConnection caller;
    private final LocalConnection local;
    private final LocalRequest request;
    private final ExchangeLog log;
    private final @Nullable Runnable again;
    private @Nullable Delivery delivery;
    private boolean anyByte;
    private boolean answered;
    private boolean interim;
    private boolean switching;
    private boolean keepAlive;

    /** @param again sends the request once more on a new connection; null if it must not be */
    ResponseForwarder(
            Exchange exchange,
            CallerConnection caller,
            LocalConnection local,
            LocalRequest request,
            ExchangeLog log,
            @Nullable Runnable again) {
        this.exchange = exchange;
        this.caller = caller;
        this.local = local;
        this.request = request;
        this.log = log;
        this.again = again;
    }

    /** Once, before the exchange begins. */
    void deliverBy(Delivery way) {
        delivery = way;
    }

    /** Whether the final response's head has come. */
    boolean isAnswered() {
        return answered;
    }

    /** Whether the caller has seen any of the final response. */
    boolean isCommitted() {
        return switching || delivery != null && delivery.isCommitted();
    }

    void callerWritabilityChanged() {
        if (delivery != null && answered) {
            delivery.callerWritabilityChanged();
        }
    }

    void cancel() {
        if (delivery != null) {
            delivery.cancel();
        }
    }

    @Override
    public void responseHead(HttpResponse response) {
        anyByte = true;
        HttpResponseStatus status = response.status();
        if (response.decoderResult().cause() instanceof TooLongFrameException) {
            malformed("its head is longer than the " + ResponseDecoder.MAX_STATUS_LINE_BYTES
                    + " bytes of a status line and " + ResponseDecoder.MAX_HEADER_BYTES
                    + " bytes of header served here");
        } else if (response.decoderResult().isFailure() || answered || !ResponseHeaders.isFramingKnown(response)) {
            malformed("its head is not well-formed HTTP/1.1");
        } else if (status.equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            switchProtocols(response);
        } else if (status.codeClass() == HttpStatusClass.INFORMATIONAL) {
            interim = true;
            passInterim(response);
        } else {
            answer(response);
        }
    }

    private void answer(HttpResponse response) {
        answered = true;
        exchange.answered();
        log.answered(response.status().code());
        keepAlive = ResponseHeaders.keepsAlive(response, request.head().method());
        if (ResponseHeaders.prepare(response, request.head().method(), caller.isHttp11())) {
            caller.closeAfterResponse();
        }
        if (delivery != null) {
            delivery.head(response);
        }
    }

    private void passInterim(HttpResponse response) {
        if (caller.isHttp11()) {
            HopByHop.strip(response.headers());
            caller.write(whole(response));
            caller.flush();
        }
    }

    private void switchProtocols(HttpResponse response) {
        if (!request.upgrade()) {
            malformed("it switched protocols without having been asked to");
            return;
        }
        String protocol = response.headers().get(HttpHeaderNames.UPGRADE, "");
        if (!HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(protocol)) {
            malformed("it switched to another protocol than the one asked for");
            return;
        }
        switching = true;
        exchange.answered();
        log.answered(response.status().code());
        HopByHop.strip(response.headers());
        response.headers()
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        caller.write(whole(response));
        caller.flush();
    }

    /** A response of which the head is all, so that the encoder is done with it. */
    private static HttpResponse whole(HttpResponse response) {
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                response.status(),
                Unpooled.EMPTY_BUFFER,
                response.headers(),
                EmptyHttpHeaders.INSTANCE);
    }

    @Override
    public void responseContent(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (switching || interim) {
            content.release();
            interim = false;
            if (switching) {
                exchange.upgraded();
            }
        } else if (content.decoderResult().isFailure() || delivery == null || !answered) {
            content.release();
            malformed("its body is not well-formed HTTP/1.1");
        } else {
            log.toCaller(content.content().readableBytes());
            if (content instanceof LastHttpContent end) {
                HopByHop.stripTrailers(end.trailingHeaders());
            }
            if (last) {
                exchange.localFinished(keepAlive);
            }
            delivery.content(content);
        }
    }

    @Override
    public void responseReadComplete() {
        int bytes = local.watch().takeUnreported();
        if (delivery != null && answered) {
            delivery.readComplete(bytes);
        } else {
            StreamWatch.consumed(local.channel(), bytes);
        }
    }

    @Override
    public void requestWritabilityChanged() {
        if (local.channel().isWritable()) {
            caller.proceed();
        }
    }

    @Override
    public void responseBroken(CloseReason reason) {
        if (!anyByte && again != null) {
            exchange.retry(again);
        } else {
            exchange.broken(reason);
        }
    }

    private void malformed(String what) {
        exchange.fail(
                Problem.badGateway("the local service's response cannot be passed on: " + what), "local_malformed");
    }
}
