package dev.moosic.tunnel.server.api;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Counts live connections of each address. Any thread. */
final class AddressLimit {
    private final ConcurrentMap<InetAddress, Integer> live = new ConcurrentHashMap<>();

    /** Counts one more. @return how many the address has now */
    int opened(InetAddress address) {
        return live.merge(address, 1, Integer::sum);
    }

    /** Once for each {@link #opened}. */
    void closed(InetAddress address) {
        live.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }
}
