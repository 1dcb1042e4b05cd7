package dev.moosic.tunnel.server;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Guesses how others reach this machine, for what is printed and invited to when no {@code --public-url} is given. */
final class OwnAddress {
    private static final Logger log = LoggerFactory.getLogger(OwnAddress.class);

    /** More addresses than this would make a certificate too large for a handshake. */
    private static final int MAX_NAMES = 64;

    private OwnAddress() {}

    /** @param bound where the listener is bound; a wildcard stands for every address of the machine */
    static String of(InetAddress bound) {
        return bound.isAnyLocalAddress() ? best().getHostAddress() : bound.getHostAddress();
    }

    /** What a node is reached by: the public host, the machine's addresses and names. For its certificate. */
    static Set<String> names(InetAddress bound, @Nullable URI publicUrl) {
        Set<String> names = new LinkedHashSet<>();
        if (publicUrl != null && publicUrl.getHost() != null) {
            names.add(publicUrl.getHost().replaceAll("^\\[|]$", ""));
        }
        names.add("localhost");
        if (!bound.isAnyLocalAddress()) {
            names.add(text(bound));
            return names;
        }
        names.add("127.0.0.1");
        names.add("::1");
        for (NetworkInterface network : networks()) {
            for (InetAddress address : Collections.list(network.getInetAddresses())) {
                if (!address.isLinkLocalAddress() && names.size() < MAX_NAMES) {
                    names.add(text(address));
                }
            }
        }
        return names;
    }

    /** Without a scope and in one form, so that no address is there twice. */
    private static String text(InetAddress address) {
        return NetUtil.toAddressString(address);
    }

    /** An IPv4 address that the internet can reach, else one of the local network, else loopback. */
    private static InetAddress best() {
        InetAddress best = InetAddress.getLoopbackAddress();
        for (NetworkInterface network : networks()) {
            for (InetAddress address : Collections.list(network.getInetAddresses())) {
                if (address instanceof Inet4Address && rank(address) > rank(best)) {
                    best = address;
                }
            }
        }
        return best;
    }

    private static int rank(InetAddress address) {
        if (address.isLoopbackAddress() || address.isLinkLocalAddress()) {
            return 0;
        }
        return address.isSiteLocalAddress() ? 1 : 2;
    }

    private static List<NetworkInterface> networks() {
        try {
            return Collections.list(NetworkInterface.getNetworkInterfaces());
        } catch (SocketException e) {
            log.debug("network interfaces cannot be listed", e);
            return List.of();
        }
    }
}
