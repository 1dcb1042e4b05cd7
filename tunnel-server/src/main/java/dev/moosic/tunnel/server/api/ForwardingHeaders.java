package dev.moosic.tunnel.server.api;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;

/**
 * The fields that tell a local service who called: {@code Forwarded} (RFC 7239), {@code X-Forwarded-*} and {@code Via}.
 * What a caller claims in them is dropped, unless it is a trusted proxy; {@code Via} stays, since a loop is found by it.
 */
final class ForwardingHeaders {
    static final AsciiString FORWARDED = AsciiString.cached("forwarded");
    static final AsciiString X_FORWARDED_FOR = AsciiString.cached("x-forwarded-for");
    static final AsciiString X_FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");
    static final AsciiString X_FORWARDED_HOST = AsciiString.cached("x-forwarded-host");
    static final AsciiString X_FORWARDED_PREFIX = AsciiString.cached("x-forwarded-prefix");
    private static final AsciiString X_REAL_IP = AsciiString.cached("x-real-ip");
    private static final AsciiString HTTP = AsciiString.cached("http");
    private static final AsciiString HTTPS = AsciiString.cached("https");

    /** Never believed, not even from a trusted proxy: we set them anew, or nobody does. */
    private static final List<AsciiString> ALWAYS_DROPPED = List.of(
            X_REAL_IP,
            AsciiString.cached("x-forwarded-port"),
            AsciiString.cached("x-forwarded-server"),
            AsciiString.cached("x-forwarded-ssl"),
            AsciiString.cached("x-forwarded-scheme"),
            AsciiString.cached("x-forwarded-by"),
            AsciiString.cached("x-forwarded"),
            AsciiString.cached("x-client-ip"),
            AsciiString.cached("true-client-ip"),
            AsciiString.cached("x_forwarded_for"),
            AsciiString.cached("x_real_ip"));

    private static final List<AsciiString> BELIEVED_FROM_PROXIES =
            List.of(FORWARDED, X_FORWARDED_FOR, X_FORWARDED_PROTO, X_FORWARDED_HOST, X_FORWARDED_PREFIX);

    /** Through how many tunnels a request may go, one inside the other. */
    private static final int MAX_TUNNELS = 5;

    private static final String PSEUDONYM = "moosic-tunnel-";

    private final String via;

    /** @param node this node's id: a request that comes back to it has gone in a circle */
    ForwardingHeaders(String node) {
        via = "1.1 " + PSEUDONYM + node;
    }

    /** Whether the request has been here before, or in too many tunnels. */
    boolean isLoop(HttpHeaders headers) {
        int tunnels = 0;
        for (String field : headers.getAll(HttpHeaderNames.VIA)) {
            for (String hop : field.split(",")) {
                if (hop.strip().equals(via)) {
                    return true;
                }
                if (hop.contains(PSEUDONYM)) {
                    tunnels++;
                }
            }
        }
        return tunnels >= MAX_TUNNELS;
    }

    /** Sets the fields of a request for the local service. */
    void set(HttpHeaders headers, Origin origin, RelayTarget target) {
        for (AsciiString name : ALWAYS_DROPPED) {
            headers.remove(name);
        }
        if (!origin.trusted()) {
            for (AsciiString name : BELIEVED_FROM_PROXIES) {
                headers.remove(name);
            }
        }
        String peer = origin.peerAddress();
        String authority = target.request().authority();
        AsciiString proto = origin.https() ? HTTPS : HTTP;
        append(headers, X_FORWARDED_FOR, peer);
        append(headers, FORWARDED, forwarded(peer, authority, proto));
        headers.set(X_FORWARDED_PROTO, proto);
        if (!headers.contains(X_FORWARDED_HOST)) {
            headers.set(X_FORWARDED_HOST, authority);
        }
        headers.set(X_REAL_IP, origin.address());
        if (!target.prefix().isEmpty()) {
            headers.set(X_FORWARDED_PREFIX, target.prefix());
        }
        append(headers, HttpHeaderNames.VIA, via);
    }

    private static String forwarded(String peer, String authority, AsciiString proto) {
        boolean ipv6 = peer.indexOf(':') >= 0;
        // Sized, since it is made for each request and would grow three times.
        return new StringBuilder(48 + peer.length() + authority.length())
                .append("for=")
                .append(ipv6 ? "\"[" : "")
                .append(peer)
                .append(ipv6 ? "]\"" : "")
                .append(";host=\"")
                .append(authority)
                .append("\";proto=")
                .append(proto.toString())
                .toString();
    }

    private static void append(HttpHeaders headers, AsciiString name, String value) {
        List<String> before = headers.getAll(name);
        headers.set(name, before.isEmpty() ? value : String.join(", ", before) + ", " + value);
    }
}
