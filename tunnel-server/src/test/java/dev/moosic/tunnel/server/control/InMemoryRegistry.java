package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.PortRange;
import dev.moosic.tunnel.server.registry.Claim;
import dev.moosic.tunnel.server.registry.ConnectionRegistry;
import dev.moosic.tunnel.server.registry.PortReservation;
import dev.moosic.tunnel.server.registry.RegisteredConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A registry without a database. */
final class InMemoryRegistry implements ConnectionRegistry {
    final Map<ClientId, String> connections = new ConcurrentHashMap<>();
    private final Map<String, ClientId> hosts = new ConcurrentHashMap<>();
    private final Map<Integer, String> ports = new ConcurrentHashMap<>();

    private volatile CompletableFuture<Void> database = CompletableFuture.completedFuture(null);

    /** From now on a tunnel that asks for any port waits until what this returns is completed. */
    CompletableFuture<Void> holdReservations() {
        database = new CompletableFuture<>();
        return database;
    }

    @Override
    public CompletionStage<Claim> upsertConnection(ClientId client, String instance, String tunnelWsId) {
        connections.put(client, tunnelWsId);
        return CompletableFuture.completedFuture(new Claim(client, instance, tunnelWsId, 1));
    }

    @Override
    public CompletionStage<List<RegisteredConnection>> findTunnelWsId(ClientId client) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<Boolean> deleteConnection(Claim claim) {
        return CompletableFuture.completedFuture(connections.remove(claim.client(), claim.tunnelWsId()));
    }

    @Override
    public CompletionStage<Boolean> isKnown(ClientId client) {
        return CompletableFuture.completedFuture(connections.containsKey(client));
    }

    @Override
    public CompletionStage<PortReservation> reservePort(ClientId client, String tunnel, int port) {
        String owner = ports.putIfAbsent(port, client + "/" + tunnel);
        boolean free = owner == null || owner.startsWith(client + "/");
        return CompletableFuture.completedFuture(
                free ? new PortReservation.Reserved(port) : new PortReservation.Taken(port));
    }

    @Override
    public CompletionStage<PortReservation> reservePort(
            ClientId client, String tunnel, PortRange range, Set<Integer> unusable) {
        return database.thenApply(answers -> reserve(client + "/" + tunnel, range, unusable));
    }

    private PortReservation reserve(String owner, PortRange range, Set<Integer> unusable) {
        for (int port = range.first(); port <= range.last(); port++) {
            if (!unusable.contains(port) && owner.equals(ports.getOrDefault(port, owner)) && ports.containsKey(port)) {
                return new PortReservation.Reserved(port);
            }
        }
        for (int port = range.first(); port <= range.last(); port++) {
            if (!unusable.contains(port) && ports.putIfAbsent(port, owner) == null) {
                return new PortReservation.Reserved(port);
            }
        }
        return new PortReservation.NoneFree();
    }

    @Override
    public CompletionStage<Boolean> releasePort(ClientId client, int port) {
        return CompletableFuture.completedFuture(ports.remove(port) != null);
    }

    @Override
    public CompletionStage<Optional<ClientId>> findPortOwner(int port) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(ports.get(port)).map(owner -> new ClientId(owner.split("/")[0])));
    }

    @Override
    public CompletionStage<Boolean> reserveHost(ClientId client, String host) {
        ClientId owner = hosts.putIfAbsent(host, client);
        return CompletableFuture.completedFuture(owner == null || owner.equals(client));
    }

    @Override
    public CompletionStage<Boolean> releaseHost(ClientId client, String host) {
        return CompletableFuture.completedFuture(hosts.remove(host, client));
    }

    @Override
    public CompletionStage<Optional<ClientId>> findHostOwner(String host) {
        return CompletableFuture.completedFuture(Optional.ofNullable(hosts.get(host)));
    }
}
