package dev.moosic.tunnel.client.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A proxy to dial out through.
 *
 * @param user {@code null} without authentication
 * @param password not {@code null} if {@code user} is not
 */
public record ProxyAddress(
        Kind kind,
        String host,
        int port,
        @Nullable String user,
        @Nullable String password) {

    /** How the proxy is spoken to. */
    public enum Kind {
        /** HTTP CONNECT, RFC 9110 section 9.3.6. */
        HTTP(3128),
        /** SOCKS version 5, RFC 1928; the proxy resolves the server's name. */
        SOCKS5(1080);

        private final int defaultPort;

        Kind(int defaultPort) {
            this.defaultPort = defaultPort;
        }
    }

    /**
     * Reads {@code http://[user:password@]host[:port]} or {@code socks5://…}; without a scheme it is an HTTP proxy.
     *
     * @throws IllegalArgumentException saying what is expected; it does not repeat the text, which may hold a password
     */
    public static ProxyAddress parse(String text) {
        URI uri;
        try {
            uri = new URI(text.contains("://") ? text : "http://" + text);
        } catch (URISyntaxException e) {
            throw illegal();
        }
        @Nullable String host = uri.getHost();
        if (host == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw illegal();
        }
        Kind kind = switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
            case "http" -> Kind.HTTP;
            case "socks5", "socks5h", "socks" -> Kind.SOCKS5;
            default -> throw illegal();
        };
        int port = uri.getPort() == -1 ? kind.defaultPort : uri.getPort();
        String bare = host.replaceAll("^\\[|]$", "");
        @Nullable String credential = uri.getRawUserInfo();
        if (credential == null) {
            return new ProxyAddress(kind, bare, port, null, null);
        }
        int colon = credential.indexOf(':');
        String user = colon < 0 ? credential : credential.substring(0, colon);
        return new ProxyAddress(
                kind, bare, port, decoded(user), colon < 0 ? "" : decoded(credential.substring(colon + 1)));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException illegal() {
        return new IllegalArgumentException(
                "the proxy is not a URL such as http://proxy:3128, http://user:password@proxy:3128 or socks5://proxy:1080");
    }

    /** Without the credential. */
    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + "://" + new HostAndPort(host, port);
    }
}
