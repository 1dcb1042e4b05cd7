package dev.moosic.tunnel.server.admin;

import dev.moosic.tunnel.auth.AuthSettings;
import dev.moosic.tunnel.auth.Client;
import dev.moosic.tunnel.auth.Requester;
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
import dev.moosic.tunnel.server.registry.RegisteredConnection;
import java.time.Clock;
import java.time.Duration;
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
    /** For so long after a change another node may go on by the grants before, its clock being a little off. */
    private static final Duration GRANTS_SPREAD = AuthSettings.POLL_INTERVAL.plusSeconds(5);

    private final ServerAuth auth;
    private final ConnectedClients connected;
    private final ConnectionRegistry registry;
    private final Audit audit;
    private final Clock clock;

    Reservations(ServerAuth auth, ConnectedClients connected, ConnectionRegistry registry, Audit audit, Clock clock) {
        this.auth = auth;
        this.connected = connected;
        this.registry = registry;
        this.audit = audit;
        this.clock = clock;
    }

    CompletionStage<ReleaseAnswer> releasePort(int port, Requester by) {
        return registry.findPortOwner(port)
                .thenCompose(owner -> release(
                        "port " + port,
                        by,
                        owner,
                        tunnel -> tunnel.bound().port() == port,
                        grants -> grants.allowsPort(port),
                        client -> registry.releasePort(client, port)));
    }

    CompletionStage<ReleaseAnswer> releaseHost(String name, Requester by) {
        String host = name.toLowerCase(Locale.ROOT);
        return registry.findHostOwner(host)
                .thenCompose(owner -> release(
                        "host " + host,
                        by,
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
            Requester by,
            Optional<ClientId> owner,
            Predicate<ConnectedTunnel> usedBy,
            Predicate<Grants> allowedBy,
            Release release) {
        if (owner.isEmpty()) {
            return refused(by, null, what + " is reserved for nobody");
        }
        ClientId client = owner.get();
        return use(client, usedBy, allowedBy).thenCompose(use -> switch (use) {
            case BOUND ->
                refused(
                        by,
                        client,
                        what + " is in use by client " + client
                                + ": take it out of the client's grants first, with the subcommand grant");
            case MAYBE_STILL_BOUND ->
                refused(
                        by,
                        client,
                        what + " may still be in use by client " + client + " at another node, which goes on by the"
                                + " grants before for up to " + GRANTS_SPREAD.toSeconds() + " s: try again then");
            case NONE ->
                release.from(client)
                        .thenCompose(done -> done
                                ? released(by, client, what)
                                : refused(by, client, what + " is no longer reserved for client " + client));
        });
    }

    private CompletionStage<ReleaseAnswer> released(Requester by, ClientId client, String what) {
        audit.decided(
                by.in(AuditEntry.accepted(AuditEvent.RELEASE).client(client).reason(what)));
        return CompletableFuture.completedFuture(new ReleaseAnswer(what, client.value()));
    }

    private enum Use {
        NONE,
        BOUND,
        MAYBE_STILL_BOUND
    }

    /** Here it is bound; or the client is on another node, which may have bound it by the grants that it knows. */
    private CompletionStage<Use> use(ClientId id, Predicate<ConnectedTunnel> usedBy, Predicate<Grants> allowedBy) {
        ConnectedClient here = connected.find(id);
        if (here != null && here.tunnels().stream().anyMatch(usedBy)) {
            return CompletableFuture.completedFuture(Use.BOUND);
        }
        return registry.findTunnelWsId(id)
                .thenCompose(all -> all.stream().allMatch(connection -> isOf(here, connection))
                        ? CompletableFuture.completedFuture(Use.NONE)
                        : auth.find(id)
                                .thenApply(known -> known.map(client -> useElsewhere(client, allowedBy))
                                        .orElse(Use.NONE)));
    }

    private static boolean isOf(@Nullable ConnectedClient here, RegisteredConnection connection) {
        return here != null && here.tunnelWsId().equals(connection.tunnelWsId());
    }

    private Use useElsewhere(Client client, Predicate<Grants> allowedBy) {
        if (allowedBy.test(client.grants())) {
            return Use.BOUND;
        }
        boolean isNew = client.grantsChangedAt().plus(GRANTS_SPREAD).isAfter(clock.instant());
        return isNew ? Use.MAYBE_STILL_BOUND : Use.NONE;
    }

    private CompletionStage<ReleaseAnswer> refused(Requester by, @Nullable ClientId client, String why) {
        audit.decided(by.in(AuditEntry.refused(AuditEvent.RELEASE, why).client(client)));
        return CompletableFuture.failedFuture(new AdminRefusedException(why));
    }
}
