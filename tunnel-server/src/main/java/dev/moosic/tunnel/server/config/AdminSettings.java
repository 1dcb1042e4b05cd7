package dev.moosic.tunnel.server.config;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/**
 * The admin listener, an origin of its own. On loopback it speaks plain HTTP; elsewhere TLS, unless told otherwise.
 *
 * @param plain speak plain HTTP beyond loopback too
 */
public record AdminSettings(ListenAddress listen, boolean plain) {

    /** A free port on loopback. */
    public static AdminSettings onLoopback() {
        return new AdminSettings(new ListenAddress("127.0.0.1", 0), false);
    }

    /** Whether it can be reached from this machine alone. */
    public boolean isOnLoopback() {
        return listen.resolve().getAddress().isLoopbackAddress();
    }

    /** Whether it speaks TLS. */
    public boolean isSecure() {
        return !plain && !isOnLoopback();
    }

    /** Where this machine reaches it: a listener on every address on loopback too. */
    public String localHost() {
        InetSocketAddress bound = listen.resolve();
        if (!bound.getAddress().isAnyLocalAddress()) {
            return listen.host();
        }
        return bound.getAddress() instanceof Inet6Address ? "::1" : "127.0.0.1";
    }
}
