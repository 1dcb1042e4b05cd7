package dev.moosic.tunnel.client.config;

/**
 * Where a local service listens.
 *
 * @param host a name or a literal address, IPv6 without brackets; a bare port means 127.0.0.1
 * @param port 1 … 65535
 */
public record LocalAddress(String host, int port) {
    private static final String LOOPBACK = "127.0.0.1";

    /**
     * Reads {@code 8001}, {@code :8001}, {@code host:8001}, {@code 10.0.0.5:22} or {@code [::1]:8001}.
     *
     * @throws IllegalArgumentException saying what was found and what is expected
     */
    public static LocalAddress parse(String text) {
        if (text.contains("://")) {
            throw new IllegalArgumentException("local address \"" + text
                    + "\" is a URL; give only host and port, such as 127.0.0.1:8001, or a bare port");
        }
        String withHost = text.indexOf(':') < 0 ? LOOPBACK + ":" + text : text.startsWith(":") ? LOOPBACK + text : text;
        try {
            HostAndPort address = HostAndPort.parse(withHost);
            return new LocalAddress(address.host(), address.port());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("local address \"" + text
                    + "\" is not a port (8001), host:port (music:8001) or [IPv6]:port ([::1]:8001)");
        }
    }

    @Override
    public String toString() {
        return new HostAndPort(host, port).toString();
    }
}
