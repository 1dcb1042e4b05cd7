package dev.moosic.tunnel.client.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a TCP port.
 *
 * @param host a name or a literal address, IPv6 without brackets
 * @param port 1 … 65535
 */
public record HostAndPort(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]+(?:%[A-Za-z0-9]+)?)]|([A-Za-z0-9._-]+)):([0-9]{1,5})");
    private static final int MAX_PORT = 65_535;

    /** @throws IllegalArgumentException if {@code text} is not {@code host:port} or {@code [IPv6]:port} */
    public static HostAndPort parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not host:port");
        }
        int port = Integer.parseInt(parts.group(3));
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("port " + port + " is not between 1 and " + MAX_PORT);
        }
        return new HostAndPort(parts.group(1) != null ? parts.group(1) : parts.group(2), port);
    }

    /** As in a URL: IPv6 in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
