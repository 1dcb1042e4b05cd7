package dev.moosic.tunnel.server.api;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Fields that are about one connection and never go on to the next, RFC 9110 section 7.6.1. */
final class HopByHop {
    private static final List<AsciiString> NAMES = List.of(
            HttpHeaderNames.CONNECTION,
            AsciiString.cached("keep-alive"),
            AsciiString.cached("proxy-connection"),
            HttpHeaderNames.PROXY_AUTHENTICATE,
            HttpHeaderNames.PROXY_AUTHORIZATION,
            HttpHeaderNames.TE,
            HttpHeaderNames.TRANSFER_ENCODING,
            HttpHeaderNames.UPGRADE,
            AsciiString.cached("http2-settings"),
            AsciiString.cached("proxy"));

    /** What {@code Connection} may list in vain: a caller must not talk us out of these. */
    private static final Set<String> NEVER_BY_REQUEST = Set.of(
            "authorization",
            "cookie",
            "set-cookie",
            "host",
            "content-length",
            "content-type",
            "content-range",
            "content-encoding",
            "range",
            "via",
            "forwarded",
            "x-real-ip",
            "trailer");

    private static final String FORWARDING_PREFIX = "x-forwarded-";

    private HopByHop() {}

    /** Takes them out, those that {@code Connection} lists included. */
    static void strip(HttpHeaders headers) {
        for (String field : headers.getAll(HttpHeaderNames.CONNECTION)) {
            for (String listed : field.split(",")) {
                String name = listed.strip().toLowerCase(Locale.ROOT);
                if (!name.isEmpty() && !NEVER_BY_REQUEST.contains(name) && !name.startsWith(FORWARDING_PREFIX)) {
                    headers.remove(name);
                }
            }
        }
        for (AsciiString name : NAMES) {
            headers.remove(name);
        }
    }

    /** Leaves of a trailer section only what may be merged into a message by nobody: no framing, routing or auth. */
    static void stripTrailers(HttpHeaders trailers) {
        if (trailers.isEmpty()) {
            return;
        }
        for (AsciiString name : NAMES) {
            trailers.remove(name);
        }
        for (String name : NEVER_BY_REQUEST) {
            trailers.remove(name);
        }
    }
}
