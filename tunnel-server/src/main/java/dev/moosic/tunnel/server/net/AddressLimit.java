package dev.moosic.tunnel.server.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Counts live connections by the address they come from, up to a limit. An IPv6 caller counts by its /64, since that is
 * what one caller commonly has. Holds an entry only for addresses with a live connection. Any thread.
 */
public final class AddressLimit {
    private final int limit;
    private final ConcurrentMap<Object, Integer> connections = new ConcurrentHashMap<>();

    /** @param limit live connections of one address */
    public AddressLimit(int limit) {
        this.limit = limit;
    }

    /**
     * Takes a place for a connection of {@code address}.
     *
     * @return whether there was one; if so, {@link #release} it once
     */
    public boolean tryAcquire(SocketAddress address) {
        Object key = key(address);
        int count = connections.merge(key, 1, Integer::sum);
        if (count <= limit) {
            return true;
        }
        release(key);
        return false;
    }

    public void release(SocketAddress address) {
        release(key(address));
    }

    private void release(Object key) {
        connections.computeIfPresent(key, (ignored, count) -> count == 1 ? null : count - 1);
    }

    /** Addresses with a live connection. */
    public int addresses() {
        return connections.size();
    }

    private static Object key(SocketAddress address) {
        InetAddress ip = address instanceof InetSocketAddress inet ? inet.getAddress() : null;
        if (ip == null) {
            return address;
        }
        return ip instanceof Inet6Address ? ByteBuffer.wrap(ip.getAddress()).getLong() : ip;
    }
}
