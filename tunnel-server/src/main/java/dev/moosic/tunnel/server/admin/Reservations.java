package dev.moosic.tunnel.server.admin;

import dev.moosic.tunnel.auth.ServerAuth;
import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.audit.AuditEvent;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.server.admin.AdminMessages.ReleaseAnswer;
import dev.moosic.tunnel.server.control.ConnectedClient;
import dev.moosic.tunnel.server.control.ConnectedClients;
import dev.moosic.tunnel.server.control.ConnectedTunnel;
import dev.moosic.tunnel.server.registry.ConnectionRegistry;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes ports and host names from the clients that they are reserved for; nothing else does. What is in use stays: its
 * client would ask for it again at once.
 */
final class Reservations {
    private final ServerAuth auth;
    private final ConnectedClients connected;
    private final ConnectionRegistry registry;
    private final Audit audit;

    Reservations(ServerAuth auth, ConnectedClients connected, ConnectionRegistry registry, Audit audit) {
        this.auth = auth;
        this.connected = connected;
        this.registry = registry;
        this.audit = audit;
    }

    CompletionStage<ReleaseAnswer> releasePort(int port) {
        return registry.findPortOwner(port)
                .thenCompose(owner -> release(
                        "port " + port,
                        owner,
                        tunnel -> tunnel.bound().port() == port,
                        grants -> grants.allowsPort(port),
                        client -> registry.releasePort(client, port)));
    }

    CompletionStage<ReleaseAnswer> releaseHost(String name) {
        String host = name.toLowerCase(Locale.ROOT);
        return registry.findHostOwner(host)
                .thenCompose(owner -> release(
                        "host " + host,
                        owner,
                        tunnel -> tunnel.hosts().contains(host),
                        grants -> grants.allowsHost(host),
                        client -> registry.releaseHost(client, host)));
    }

    private interface Release {
        CompletionStage<Boolean> from(ClientId client);
    }

    private CompletionStage<ReleaseAnswer> release(
            String what,
            Optional<ClientId> owner,
            Predicate<ConnectedTunnel> usedBy,
            Predicate<Grants> allowedBy,
            Release release) {
        if (owner.isEmpty()) {
            return refused(what, null, what + " is reserved for nobody");
        }
        ClientId client = owner.get();
        return isInUse(client, usedBy, allowedBy)
                .thenCompose(inUse -> inUse
                        ? refused(
                                what,
                                client,
                                what + " is in use by client " + client
                                        + ": take it out of the client's grants first, with the subcommand grant")
                        : release.from(client).thenApply(done -> {
                            audit.decided(AuditEntry.accepted(AuditEvent.RELEASE)
                                    .client(client)
                                    .reason(what));
                            return new ReleaseAnswer(what, client.value());
                        }));
    }

    /** Here it is bound; or the client is on another node and may bind it there. */
    private CompletionStage<Boolean> isInUse(
            ClientId id, Predicate<ConnectedTunnel> usedBy, Predicate<Grants> allowedBy) {
        ConnectedClient client = connected.find(id);
        if (client != null) {
            return CompletableFuture.completedFuture(client.tunnels().stream().anyMatch(usedBy));
        }
        return registry.findTunnelWsId(id)
                .thenCompose(elsewhere -> elsewhere.isEmpty()
                        ? CompletableFuture.completedFuture(false)
                        : auth.find(id)
                                .thenApply(known -> known.map(present -> allowedBy.test(present.grants()))
                                        .orElse(false)));
    }

    private CompletionStage<ReleaseAnswer> refused(String what, @Nullable ClientId client, String why) {
        audit.decided(AuditEntry.refused(AuditEvent.RELEASE, why).client(client).subject(what));
        return CompletableFuture.failedFuture(new IllegalArgumentException(why));
    }
}
