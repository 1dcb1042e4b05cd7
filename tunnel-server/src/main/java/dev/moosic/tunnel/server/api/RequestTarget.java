package dev.moosic.tunnel.server.api;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.NetUtil;
import java.util.List;
import java.util.Locale;

/**
 * Where a request goes, parsed once (RFC 9112 section 3.2 and 3.3): routing, authorisation and forwarding all read this
 * and nothing else.
 *
 * @param authority host and port as the caller sent them; empty only for HTTP/1.0 without a Host
 * @param host the host alone, lower case, IPv6 in brackets
 * @param path undecoded, beginning with a slash, or {@code *} for OPTIONS
 */
record RequestTarget(String authority, String host, String path, Query query) {
    private static final int MAX_HOST_LENGTH = 255;

    /** @throws ProblemException if the target or its Host is malformed, missing or contradictory */
    static RequestTarget of(HttpRequest request) throws ProblemException {
        String uri = request.uri();
        requireVisible(uri);
        String authority = hostField(request);
        String rest = uri;
        if (!uri.startsWith("/")) {
            int start = absoluteFormAuthority(uri);
            if (start > 0) {
                int end = endOfAuthority(uri, start);
                String named = uri.substring(start, end);
                if (!authority.isEmpty() && !named.equalsIgnoreCase(authority)) {
                    throw ProblemException.badRequest("the request line names a host other than the Host field does");
                }
                authority = named;
                rest = end < uri.length() && uri.charAt(end) == '/' ? uri.substring(end) : "/" + uri.substring(end);
            } else if (!(uri.equals("*") && request.method().equals(HttpMethod.OPTIONS))) {
                throw ProblemException.badRequest(
                        "the request target is neither a path that begins with \"/\" nor an http:// URL");
            }
        }
        String host = hostOf(authority);
        int question = rest.indexOf('?');
        return question < 0
                ? new RequestTarget(authority, host, rest, new Query(null))
                : new RequestTarget(
                        authority, host, rest.substring(0, question), new Query(rest.substring(question + 1)));
    }

    private static void requireVisible(String uri) throws ProblemException {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c == 0x7f || c == '#') {
                throw ProblemException.badRequest(
                        "the request target holds a character that has to be percent-encoded");
            }
        }
    }

    private static String hostField(HttpRequest request) throws ProblemException {
        List<String> fields = request.headers().getAll(HttpHeaderNames.HOST);
        if (fields.size() > 1) {
            throw ProblemException.badRequest("the request has " + fields.size() + " Host fields; expected one");
        }
        if (fields.isEmpty()) {
            if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
                return "";
            }
            throw ProblemException.badRequest("the request has no Host field; HTTP/1.1 requires one");
        }
        if (fields.get(0).isEmpty()) {
            throw ProblemException.badRequest("the Host field is empty; expected a host name or address");
        }
        return fields.get(0);
    }

    private static int absoluteFormAuthority(String uri) {
        if (uri.regionMatches(true, 0, "http://", 0, 7)) {
            return 7;
        }
        return uri.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
    }

    private static int endOfAuthority(String uri, int start) {
        for (int i = start; i < uri.length(); i++) {
            if (uri.charAt(i) == '/' || uri.charAt(i) == '?') {
                return i;
            }
        }
        return uri.length();
    }

    private static String hostOf(String authority) throws ProblemException {
        int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
        String host = end < 0 ? authority : authority.substring(0, end);
        String port = end < 0 ? "" : authority.substring(end);
        if (!authority.isEmpty() && (!isHost(host) || !isPort(port))) {
            throw ProblemException.badRequest("the Host is not a host name or address with an optional port");
        }
        String plain = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return plain.toLowerCase(Locale.ROOT);
    }

    private static boolean isHost(String host) {
        if (host.startsWith("[")) {
            return NetUtil.isValidIpV6Address(host.substring(1, host.length() - 1));
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean letterOrDigit = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letterOrDigit && c != '.' && c != '-' && c != '_') {
                return false;
            }
        }
        return !host.isEmpty() && host.length() <= MAX_HOST_LENGTH;
    }

    private static boolean isPort(String colonAndPort) {
        if (colonAndPort.isEmpty()) {
            return true;
        }
        if (colonAndPort.charAt(0) != ':' || colonAndPort.length() > 6) {
            return false;
        }
        for (int i = 1; i < colonAndPort.length(); i++) {
            if (colonAndPort.charAt(i) < '0' || colonAndPort.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
