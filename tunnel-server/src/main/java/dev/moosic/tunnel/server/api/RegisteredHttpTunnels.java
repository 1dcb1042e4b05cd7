package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.server.control.ConnectedClient;
import dev.moosic.tunnel.server.control.ConnectedClients;
import dev.moosic.tunnel.server.control.ConnectedTunnel;
import dev.moosic.tunnel.server.registry.ConnectionRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Finds tunnels among this node's sessions, and asks the connection registry about clients that are not here. */
public final class RegisteredHttpTunnels implements HttpTunnels {
    private final ConnectedClients clients;
    private final ConnectionRegistry registry;
    private final Duration reconnectWait;

    /** @param reconnectWait how long a request waits for a session that is away */
    public RegisteredHttpTunnels(ConnectedClients clients, ConnectionRegistry registry, Duration reconnectWait) {
        this.clients = clients;
        this.registry = registry;
        this.reconnectWait = reconnectWait;
    }

    @Override
    public CompletionStage<ClientState> find(ClientId id, String host) {
        ConnectedClient client = clients.find(id);
        if (client == null || !client.isOpen()) {
            return findElsewhere(id);
        }
        if (client.isReachable()) {
            return CompletableFuture.completedFuture(stateOf(client, host));
        }
        return client.whenReachable()
                .toCompletableFuture()
                .copy()
                .completeOnTimeout(null, reconnectWait.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(waited -> {
                    ConnectedClient now = clients.find(id);
                    return now == null ? new ClientState.NotConnected() : stateOf(now, host);
                });
    }

    private static ClientState stateOf(ConnectedClient client, String host) {
        if (!client.isReachable()) {
            return new ClientState.Resuming();
        }
        ConnectedTunnel byHost = client.httpTunnel(host);
        ConnectedTunnel tunnel = byHost == null ? client.httpTunnel() : byHost;
        return tunnel != null && client.grants().allowsHttp()
                ? new ClientState.Connected(new SessionHttpTunnel(client, tunnel))
                : new ClientState.WithoutHttpTunnel();
    }

    private CompletionStage<ClientState> findElsewhere(ClientId id) {
        return registry.findTunnelWsId(id)
                .thenCompose(connections ->
                        connections.isEmpty() ? registry.isKnown(id) : CompletableFuture.completedFuture(true))
                .handle((known, failure) -> {
                    if (failure != null) {
                        return new ClientState.RegistryAway();
                    }
                    return known ? new ClientState.NotConnected() : new ClientState.Unknown();
                });
    }

    @Override
    public @Nullable ClientId clientOfHost(String host) {
        ConnectedClient client = clients.findByHost(host);
        return client == null ? null : client.id();
    }
}
