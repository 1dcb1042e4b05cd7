package dev.moosic.tunnel.server.registry;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.PortRange;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The ports known to be a client's own, for while the database is away. At most one entry for each port there is. */
final class OwnPorts {
    private record Owner(ClientId client, String tunnel) {}

    private final ConcurrentMap<Integer, Owner> owners = new ConcurrentSkipListMap<>();

    void note(ClientId client, String tunnel, PortReservation reservation) {
        if (reservation instanceof PortReservation.Reserved reserved) {
            owners.put(reserved.port(), new Owner(client, tunnel));
        } else if (reservation instanceof PortReservation.Taken taken) {
            owners.remove(taken.port());
        }
    }

    void forget(int port) {
        owners.remove(port);
    }

    boolean isOwn(ClientId client, int port) {
        Owner owner = owners.get(port);
        return owner != null && owner.client().equals(client);
    }

    /** The tunnel's lowest own port in the range, or {@code null}. */
    @Nullable
    Integer find(ClientId client, String tunnel, PortRange range, Set<Integer> unusable) {
        Owner wanted = new Owner(client, tunnel);
        for (ConcurrentMap.Entry<Integer, Owner> entry : owners.entrySet()) {
            if (entry.getValue().equals(wanted)
                    && range.contains(entry.getKey())
                    && !unusable.contains(entry.getKey())) {
                return entry.getKey();
            }
        }
        return null;
    }
}
