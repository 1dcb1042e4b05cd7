package dev.moosic.tunnel.server.api;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;

/**
 * The request for the local service: built anew from what was parsed, so that nothing of the caller's framing reaches
 * it. The local service sees the caller's own {@code Host}.
 *
 * @param head to be written; a full request if it has no body
 * @param chunked whether the body goes on in chunks, and may have trailers
 * @param upgrade whether a WebSocket is asked for
 */
record LocalRequest(HttpRequest head, boolean hasBody, boolean chunked, boolean upgrade) {
    private static final String HOST_OF_HTTP_10 = "localhost";
    private static final String TRAILERS = "trailers";

    /** Makes it of the caller's head, whose headers it takes over. */
    static LocalRequest of(
            HttpRequest caller, RelayTarget target, Caller who, Origin origin, ForwardingHeaders forwarding) {
        HttpHeaders headers = caller.headers();
        boolean hasBody = RequestRules.hasBody(caller);
        boolean chunked = headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
        boolean upgrade = asksForWebSocket(caller);
        boolean takesTrailers = headers.containsValue(HttpHeaderNames.TE, TRAILERS, true);
        HopByHop.strip(headers);
        headers.remove(Delivery.HEADER);
        if (who.consumed() == Caller.Credential.AUTHORIZATION || who.consumed() == Caller.Credential.BASIC) {
            headers.remove(HttpHeaderNames.AUTHORIZATION);
        }
        String authority = target.request().authority();
        headers.set(HttpHeaderNames.HOST, authority.isEmpty() ? HOST_OF_HTTP_10 : authority);
        forwarding.set(headers, origin, target);
        if (chunked) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        if (takesTrailers) {
            headers.set(HttpHeaderNames.TE, TRAILERS);
        }
        if (upgrade) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
            headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        }
        String uri = target.localUri(who.consumed() == Caller.Credential.SIGNATURE);
        return new LocalRequest(head(caller.method(), uri, headers, hasBody), hasBody, chunked, upgrade);
    }

    /** Whether sending it twice is the same as sending it once, RFC 9110 section 9.2.2, as far as that can be told. */
    boolean isRepeatable() {
        HttpMethod method = head.method();
        return !hasBody
                && !upgrade
                && (method.equals(HttpMethod.GET)
                        || method.equals(HttpMethod.HEAD)
                        || method.equals(HttpMethod.OPTIONS)
                        || method.equals(HttpMethod.TRACE)
                        || method.equals(HttpMethod.PUT)
                        || method.equals(HttpMethod.DELETE));
    }

    /** Only WebSocket: after any other upgrade (h2c) requests would pass that nobody authorised. */
    static boolean asksForWebSocket(HttpRequest request) {
        return request.method().equals(HttpMethod.GET)
                && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    private static HttpRequest head(HttpMethod method, String uri, HttpHeaders headers, boolean hasBody) {
        return hasBody
                ? new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, uri, headers)
                : new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1, method, uri, Unpooled.EMPTY_BUFFER, headers, EmptyHttpHeaders.INSTANCE);
    }
}
