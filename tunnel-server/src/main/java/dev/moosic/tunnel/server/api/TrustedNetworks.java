package dev.moosic.tunnel.server.api;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/** The networks whose forwarding fields are believed: reverse proxies in front of this server. */
final class TrustedNetworks {
    private final List<IpSubnetFilterRule> rules;

    /**
     * @param networks CIDR, such as {@code 10.0.0.0/8}, or single addresses
     * @throws IllegalArgumentException naming the one that is neither
     */
    TrustedNetworks(List<String> networks) {
        rules = networks.stream().map(TrustedNetworks::rule).toList();
    }

    boolean contains(InetAddress address) {
        if (rules.isEmpty()) {
            return false;
        }
        InetSocketAddress socketAddress = new InetSocketAddress(address, 0);
        return rules.stream().anyMatch(rule -> rule.matches(socketAddress));
    }

    /** @param text an address, IPv6 with or without brackets; anything else is not contained */
    boolean contains(String text) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return address != null && contains(InetAddress.getByAddress(address));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static IpSubnetFilterRule rule(String network) {
        String[] parts = network.strip().split("/", 2);
        byte[] address = NetUtil.createByteArrayFromIpAddressString(parts[0]);
        try {
            if (address == null) {
                throw new IllegalArgumentException();
            }
            int prefix = parts.length == 1 ? address.length * 8 : Integer.parseInt(parts[1]);
            return new IpSubnetFilterRule(InetAddress.getByAddress(address), prefix, IpFilterRuleType.ACCEPT);
        } catch (IllegalArgumentException | UnknownHostException e) {
            throw new IllegalArgumentException(
                    "\"" + network + "\" is not a network: expected CIDR such as 10.0.0.0/8 or fd00::/8", e);
        }
    }
}
