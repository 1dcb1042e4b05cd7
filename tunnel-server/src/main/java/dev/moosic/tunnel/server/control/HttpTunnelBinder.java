package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.packet.BoundTunnel;
import dev.moosic.tunnel.protocol.packet.BoundTunnel.Code;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.server.registry.ConnectionRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The public side of http tunnels: a path of the public port, and host names. */
final class HttpTunnelBinder implements TunnelBinder {
    private final HostNames hostNames;
    private final ConnectionRegistry registry;

    HttpTunnelBinder(HostNames hostNames, ConnectionRegistry registry) {
        this.hostNames = hostNames;
        this.registry = registry;
    }

    @Override
    public CompletionStage<BoundTunnel> bind(ConnectedClient client, Tunnel tunnel, PublicAddress address) {
        BoundTunnel refusal = check(client.grants(), tunnel);
        if (refusal != null) {
            return CompletableFuture.completedFuture(refusal);
        }
        CompletionStage<@Nullable BoundTunnel> reserved = CompletableFuture.completedFuture(null);
        for (String host : hosts(tunnel)) {
            reserved = reserved.thenCompose(failed ->
                    failed != null ? CompletableFuture.completedFuture(failed) : reserve(client, tunnel, host));
        }
        return reserved.thenApply(failed -> failed != null ? failed : claim(client, tunnel, address));
    }

    /** What is wrong with it; null: the name is the client's. Never fails. */
    private CompletionStage<@Nullable BoundTunnel> reserve(ConnectedClient client, Tunnel tunnel, String host) {
        return registry.reserveHost(client.id(), host).handle((own, failure) -> {
            if (failure != null) {
                return BoundTunnel.failed(
                        tunnel, Code.UNAVAILABLE, "host " + host + " cannot be reserved now: " + failure.getMessage());
            }
            return own
                    ? null
                    : BoundTunnel.failed(
                            tunnel,
                            Code.HOST_TAKEN,
                            "host " + host + " belongs to another client until an operator releases it");
        });
    }

    /** What the grants do not allow of {@code tunnel}; {@code null} if they allow all of it. */
    static @Nullable BoundTunnel check(Grants grants, Tunnel tunnel) {
        if (!grants.allowsHttp()) {
            return BoundTunnel.failed(
                    tunnel, Code.ACCESS_NOT_GRANTED, "http tunnels are not granted; granted: " + grants);
        }
        if (tunnel.access() == Tunnel.Access.PUBLIC && !grants.allowsPublic()) {
            return BoundTunnel.failed(
                    tunnel,
                    Code.ACCESS_NOT_GRANTED,
                    "access \"public\" needs the grant http:public; granted: " + grants);
        }
        for (String host : hosts(tunnel)) {
            if (!grants.allowsHost(host)) {
                return BoundTunnel.failed(
                        tunnel, Code.HOST_NOT_GRANTED, "host " + host + " needs the grant host:" + host);
            }
        }
        return null;
    }

    private BoundTunnel claim(ConnectedClient client, Tunnel tunnel, PublicAddress address) {
        for (String host : hosts(tunnel)) {
            if (!hostNames.claim(host, client)) {
                hostNames.withdraw(hosts(tunnel), client);
                return BoundTunnel.failed(tunnel, Code.HOST_TAKEN, "host " + host + " is served by another client now");
            }
        }
        List<String> hosts = hosts(tunnel);
        String url = hosts.isEmpty() ? address.url() + "/t/" + client.id() + "/" : address.url(hosts.get(0)) + "/";
        return BoundTunnel.at(tunnel, url, 0);
    }

    private static List<String> hosts(Tunnel tunnel) {
        return tunnel.hosts() == null ? List.of() : tunnel.hosts();
    }

    @Override
    public void activate(ConnectedClient client) {
        // Names are held by client, not by session: there is nothing to hand over.
    }

    @Override
    public void unbind(ConnectedClient client, ConnectedTunnel tunnel) {
        hostNames.withdraw(tunnel.hosts(), client);
    }

    @Override
    public void release(ConnectedClient client) {
        hostNames.release(client);
    }
}
