package dev.moosic.tunnel.client.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A tunnel server as the client dials it.
 *
 * @param host a name or a literal address, IPv6 without brackets
 * @param port 1 … 65535
 */
public record ServerAddress(boolean tls, String host, int port) {
    /** Where the control WebSocket is, {@code docs/protocol.md} section 2. */
    public static final String CONTROL_PATH = "/ws";

    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    /**
     * Reads {@code https://HOST[:PORT]}, {@code wss://…}, {@code http://…} or {@code ws://…}.
     *
     * @throws IllegalArgumentException saying what was found and what is expected
     */
    public static ServerAddress parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw illegal(text);
        }
        @Nullable String scheme = uri.getScheme();
        @Nullable String host = uri.getHost();
        @Nullable String path = uri.getRawPath();
        if (scheme == null || host == null || uri.getRawUserInfo() != null || uri.getRawQuery() != null) {
            throw illegal(text);
        }
        if (path != null && !path.isEmpty() && !path.equals("/") && !path.equals(CONTROL_PATH)) {
            throw illegal(text);
        }
        boolean tls = switch (scheme.toLowerCase(Locale.ROOT)) {
            case "https", "wss" -> true;
            case "http", "ws" -> false;
            default -> throw illegal(text);
        };
        int port = uri.getPort() == -1 ? (tls ? HTTPS : HTTP) : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw illegal(text);
        }
        return new ServerAddress(tls, host.replaceAll("^\\[|]$", ""), port);
    }

    private static IllegalArgumentException illegal(String text) {
        return new IllegalArgumentException("server \"" + text
                + "\" is not a URL such as https://tunnel.example.com or http://127.0.0.1:8000, without a path");
    }

    /** {@code host:port}, IPv6 in brackets. */
    public String authority() {
        return new HostAndPort(host, port).toString();
    }

    /** Whether the host is a literal loopback address or {@code localhost}: what is said to it stays on this machine. */
    public boolean isLoopback() {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal == null) {
            return host.equalsIgnoreCase("localhost");
        }
        try {
            return InetAddress.getByAddress(literal).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** {@code http} or {@code https} URL of {@code path}. */
    public URI http(String path) {
        return URI.create((tls ? "https://" : "http://") + authority() + path);
    }

    /** {@code ws} or {@code wss} URL of the control WebSocket. */
    public URI webSocket() {
        return URI.create((tls ? "wss://" : "ws://") + authority() + CONTROL_PATH);
    }

    @Override
    public String toString() {
        return (tls ? "wss://" : "ws://") + authority();
    }
}
