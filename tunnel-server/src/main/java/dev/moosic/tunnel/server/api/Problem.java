package dev.moosic.tunnel.server.api;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.Map;

/**
 * An error of our own, answered as RFC 9457 {@code application/problem+json}.
 *
 * @param detail what was found, what was expected, what to do; no secret in it
 * @param headers further response fields
 */
record Problem(HttpResponseStatus status, String detail, Map<AsciiString, String> headers) {
    /** Not in Netty's table: the client exists and is not connected. */
    private static final HttpResponseStatus FAILED_DEPENDENCY = HttpResponseStatus.FAILED_DEPENDENCY;

    private static final HttpResponseStatus LOOP_DETECTED = new HttpResponseStatus(508, "Loop Detected");

    static Problem of(HttpResponseStatus status, String detail) {
        return new Problem(status, detail, Map.of());
    }

    static Problem badRequest(String detail) {
        return of(HttpResponseStatus.BAD_REQUEST, detail);
    }

    static Problem unauthorized(String detail) {
        return new Problem(
                HttpResponseStatus.UNAUTHORIZED,
                detail,
                Map.of(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"moosic-tunnel\""));
    }

    static Problem forbidden(String detail) {
        return of(HttpResponseStatus.FORBIDDEN, detail);
    }

    static Problem notFound(String detail) {
        return of(HttpResponseStatus.NOT_FOUND, detail);
    }

    static Problem notConnected(String detail) {
        return of(FAILED_DEPENDENCY, detail);
    }

    static Problem badGateway(String detail) {
        return of(HttpResponseStatus.BAD_GATEWAY, detail);
    }

    static Problem loop(String detail) {
        return of(LOOP_DETECTED, detail);
    }

    static Problem tooMany(String detail, Duration retryAfter) {
        return retryLater(HttpResponseStatus.TOO_MANY_REQUESTS, detail, retryAfter);
    }

    static Problem unavailable(String detail, Duration retryAfter) {
        return retryLater(HttpResponseStatus.SERVICE_UNAVAILABLE, detail, retryAfter);
    }

    private static Problem retryLater(HttpResponseStatus status, String detail, Duration retryAfter) {
        return new Problem(
                status,
                detail,
                Map.of(
                        HttpHeaderNames.RETRY_AFTER,
                        Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds()))));
    }
}
