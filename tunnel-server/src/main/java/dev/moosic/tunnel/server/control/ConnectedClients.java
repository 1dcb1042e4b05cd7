package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.identity.ClientId;
import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The clients connected to this node, one session each (seeds: {@code Connections}). Any thread.
 */
public final class ConnectedClients {
    private final ConcurrentMap<ClientId, ConnectedClient> byId = new ConcurrentHashMap<>();
    private final HostNames hostNames = new HostNames();

    /**
     * Makes {@code client} the one session of its client id.
     *
     * @return the session that held the id until now, for the caller to close
     */
    public @Nullable ConnectedClient add(ConnectedClient client) {
        return byId.put(client.id(), client);
    }

    /**
     * Takes {@code client} out, if no newer session has taken its place.
     *
     * @return whether it was in
     */
    public boolean remove(ConnectedClient client) {
        return byId.remove(client.id(), client);
    }

    public @Nullable ConnectedClient find(ClientId id) {
        return byId.get(id);
    }

    /** The client with an http tunnel that has claimed {@code host}, in lower case and without a port. */
    public @Nullable ConnectedClient findByHost(String host) {
        ClientId owner = hostNames.owner(host);
        return owner == null ? null : find(owner);
    }

    /** Everyone connected, in no order. A live view. */
    public Collection<ConnectedClient> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    public int size() {
        return byId.size();
    }

    HostNames hostNames() {
        return hostNames;
    }
}
