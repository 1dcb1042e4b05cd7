package dev.moosic.tunnel.server.api;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    static boolean isUpgrade(HttpRequest request, RelayTarget target) {
        return LocalRequest.asksForWebSocket(request) && isForeign(request, target);
    }

    /** Whether a foreign page opens a WebSocket, or uses a method that is not safe. */
    static boolean changesSomething(HttpRequest request, RelayTarget target) {
        return (LocalRequest.asksForWebSocket(request) || !SAFE.contains(request.method()))
                && isForeign(request, target);
    }

    private static boolean isForeign(HttpRequest request, RelayTarget target) {
        String authority = target.request().authority();
        return request.headers().getAll(HttpHeaderNames.ORIGIN).stream()
                .anyMatch(origin -> !authority.equalsIgnoreCase(authority(origin)));
    }

    private static @Nullable String authority(String origin) {
        try {
            return URI.create(origin).getRawAuthority();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
