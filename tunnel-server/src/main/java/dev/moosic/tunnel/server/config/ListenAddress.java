package dev.moosic.tunnel.server.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where a listener is bound.
 *
 * @param host an IP address or a name of this machine
 * @param port 0 … 65535; 0 chooses a free one
 */
public record ListenAddress(String host, int port) {

    /** @throws IllegalArgumentException if {@code port} is out of range or {@code host} is empty */
    public ListenAddress {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 0 (any free one) and 65535");
        }
        if (host.isBlank()) {
            throw new IllegalArgumentException(
                    "\":" + port + "\" is not an address to listen on: expected HOST:PORT, such as 127.0.0.1:0");
        }
    }

    /**
     * Reads {@code HOST:PORT}, {@code [IPV6]:PORT} or a bare port on loopback.
     *
     * @throws IllegalArgumentException if {@code text} is none of them
     */
    public static ListenAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "127.0.0.1" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new ListenAddress(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not an address to listen on: expected HOST:PORT, such as 127.0.0.1:0", e);
        }
    }

    /**
     * The address to bind. May look a name up, so at the start only.
     *
     * @throws IllegalArgumentException if the name has no address
     */
    public InetSocketAddress resolve() {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("\"" + host + "\" has no address on this machine", e);
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
