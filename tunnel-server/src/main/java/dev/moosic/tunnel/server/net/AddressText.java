package dev.moosic.tunnel.server.net;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Addresses as the protocol writes them, section 7.1: {@code ip:port}, IPv6 in brackets. Never looks a name up. */
public final class AddressText {
    private AddressText() {}

    public static String of(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() != null
                ? NetUtil.toSocketAddressString(inet)
                : String.valueOf(address);
    }

    /** The address alone, IPv6 without brackets. */
    public static String withoutPort(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : String.valueOf(address);
    }

    /** {@code host:port}, an IPv6 host in brackets. */
    public static String of(String host, int port) {
        return (host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }
}
