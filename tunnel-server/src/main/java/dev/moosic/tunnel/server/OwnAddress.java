package dev.moosic.tunnel.server;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Guesses how others reach this machine, for what is printed and invited to when no {@code --public-url} is given. */
final class OwnAddress {
    private static final Logger log = LoggerFactory.getLogger(OwnAddress.class);

    private OwnAddress() {}

    /** @param bound where the listener is bound; a wildcard stands for every address of the machine */
    static String of(InetAddress bound) {
        return bound.isAnyLocalAddress() ? best().getHostAddress() : bound.getHostAddress();
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
