package dev.moosic.tunnel.server.api;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.net.URI;
import java.util.Set;

/**
 * What a browser asks for on behalf of a page of another origin. It says so in {@code Origin}, with every WebSocket and
 * every request that may change something. Pure.
 */
final class CrossSite {
    /** RFC 9110 section 9.2.1. */
    private static final Set<HttpMethod> SAFE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

    private CrossSite() {}

    /** Whether a foreign page opens a WebSocket. */
    static boolean isUpgrade(HttpRequest request, RelayTarget target, Origin from) {
        return LocalRequest.asksForWebSocket(request) && isForeign(request, target, from);
    }

    /** Whether a foreign page opens a WebSocket, or uses a method that is not safe. */
    static boolean changesSomething(HttpRequest request, RelayTarget target, Origin from) {
        return (LocalRequest.asksForWebSocket(request) || !SAFE.contains(request.method()))
                && isForeign(request, target, from);
    }

    private static boolean isForeign(HttpRequest request, RelayTarget target, Origin from) {
        String authority = target.request().authority();
        return request.headers().getAll(HttpHeaderNames.ORIGIN).stream()
                .anyMatch(page -> !isOwn(page, authority, from.https()));
    }

    /** A page that came in the clear may be anybody's; whether a proxy that nobody trusts spoke TLS is not known. */
    private static boolean isOwn(String page, String authority, boolean https) {
        try {
            URI uri = URI.create(page);
            return authority.equalsIgnoreCase(uri.getRawAuthority())
                    && (!https || "https".equalsIgnoreCase(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
