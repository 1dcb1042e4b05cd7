package dev.moosic.tunnel.server.api;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from: the peer of the connection, or, through a trusted proxy, whom that proxy names.
 *
 * @param peer the connection's other end
 * @param trusted whether {@code peer} is a trusted proxy, whose forwarding fields are believed
 * @param address the caller's, without port
 * @param https whether the caller spoke TLS
 */
record Origin(InetSocketAddress peer, boolean trusted, String address, boolean https) {

    static Origin of(Channel channel, HttpHeaders headers, TrustedNetworks proxies) {
        InetSocketAddress peer = (InetSocketAddress) channel.remoteAddress();
        InetAddress peerAddress = peer.getAddress();
        boolean tls = channel.pipeline().get(HandlerNames.TLS) != null;
        String own = NetUtil.toAddressString(peerAddress);
        if (!proxies.contains(peerAddress)) {
            return new Origin(peer, false, own, tls);
        }
        String proto = headers.get(ForwardingHeaders.X_FORWARDED_PROTO);
        String named = lastUntrusted(headers.getAll(ForwardingHeaders.X_FORWARDED_FOR), proxies);
        return new Origin(
                peer, true, named == null ? own : named, proto == null ? tls : proto.equalsIgnoreCase("https"));
    }

    /** Read from the right: each proxy vouches for the address left of its own. */
    private static @Nullable String lastUntrusted(List<String> fields, TrustedNetworks proxies) {
        String[] addresses = String.join(",", fields).split(",");
        for (int i = addresses.length - 1; i >= 0; i--) {
            String address = addresses[i].strip();
            if (!NetUtil.isValidIpV4Address(address) && !NetUtil.isValidIpV6Address(address)) {
                return null;
            }
            if (!proxies.contains(address)) {
                return address;
            }
        }
        return null;
    }

    /** The connection's other end, without port. */
    String peerAddress() {
        return trusted ? NetUtil.toAddressString(peer.getAddress()) : address;
    }

    /** The caller's address; the peer's if a proxy named none that can be read. */
    InetAddress inetAddress() {
        if (!trusted) {
            return peer.getAddress();
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        try {
            return bytes == null ? peer.getAddress() : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            return peer.getAddress();
        }
    }

    /** {@code ip:port} of the peer, for {@code Init}. */
    String source() {
        return trusted ? bracketed(address) + ":0" : NetUtil.toSocketAddressString(peer);
    }

    static String bracketed(String address) {
        return address.indexOf(':') >= 0 ? "[" + address + "]" : address;
    }
}
