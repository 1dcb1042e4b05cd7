package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.server.net.AddressText;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * How the public side is reached, as told to a client: by {@code --public-url}, else by what the client itself dialled.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name or an IP address, IPv6 without brackets
 * @param port of the public port
 */
public record PublicAddress(String scheme, String host, int port) {

    /** @param url {@code http://HOST[:PORT]} or {@code https://HOST[:PORT]} */
    public static PublicAddress of(URI url) {
        return new PublicAddress(url.getScheme(), withoutBrackets(url.getHost()), portOf(url));
    }

    /**
     * What a client dialled.
     *
     * @param hostHeader its {@code Host}; anything that is none is passed over
     * @param otherwise the address of the listener
     */
    static PublicAddress dialled(boolean secure, @Nullable String hostHeader, PublicAddress otherwise) {
        String scheme = secure ? "https" : "http";
        try {
            URI url = URI.create(scheme + "://" + hostHeader);
            if (url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getPath().isEmpty()) {
                return new PublicAddress(scheme, withoutBrackets(url.getHost()), portOf(url));
            }
        } catch (IllegalArgumentException malformed) {
            return otherwise;
        }
        return otherwise;
    }

    private static int portOf(URI url) {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return "https".equals(url.getScheme()) ? 443 : 80;
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** {@code host:port} of a remote port. */
    public String remote(int remotePort) {
        return AddressText.of(host, remotePort);
    }

    /** A URL on the public port, without a slash at its end. */
    public String url() {
        return url(host);
    }

    /** A URL on the public port by another host name of it, without a slash at its end. */
    public String url(String hostName) {
        boolean standard = port == ("https".equals(scheme) ? 443 : 80);
        return scheme + "://"
                + (standard
                        ? AddressText.of(hostName, port).replaceFirst(":\\d+$", "")
                        : AddressText.of(hostName, port));
    }

    /** The same as clients dial it: {@code ws://} or {@code wss://}. */
    public String controlUrl() {
        return url().replaceFirst("^http", "ws");
    }
}
