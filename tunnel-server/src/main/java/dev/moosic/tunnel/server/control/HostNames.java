package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.identity.ClientId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which client answers for which host name now. Sessions of one client share a name, so that the newest finds it held
 * for it; two clients never do. Any thread.
 */
final class HostNames {
    private final Map<String, ClientId> owners = new ConcurrentHashMap<>();
    private final Map<String, Set<ConnectedClient>> holders = new HashMap<>();

    /**
     * @param host lower case
     * @return whether {@code client} holds it now
     */
    synchronized boolean claim(String host, ConnectedClient client) {
        ClientId owner = owners.putIfAbsent(host, client.id());
        if (owner != null && !owner.equals(client.id())) {
            return false;
        }
        holders.computeIfAbsent(host, ignored -> new LinkedHashSet<>()).add(client);
        return true;
    }

    synchronized void withdraw(Collection<String> hosts, ConnectedClient client) {
        for (String host : hosts) {
            Set<ConnectedClient> sessions = holders.get(host);
            if (sessions != null && sessions.remove(client) && sessions.isEmpty()) {
                holders.remove(host);
                owners.remove(host);
            }
        }
    }

    /** Withdraws {@code client} from every name. */
    synchronized void release(ConnectedClient client) {
        withdraw(Set.copyOf(holders.keySet()), client);
    }

    @Nullable
    ClientId owner(String host) {
        return owners.get(host);
    }
}
