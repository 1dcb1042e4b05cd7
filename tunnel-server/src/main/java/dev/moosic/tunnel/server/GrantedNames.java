package dev.moosic.tunnel.server;

import dev.moosic.tunnel.auth.Client;
import dev.moosic.tunnel.auth.ServerAuth;
import dev.moosic.tunnel.server.control.ConnectedClients;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Which host names clients were granted: {@code host:} grants, names that tunnels hold now, and {@code ID.HOST} of each
 * client with http. Revoked clients have none. Whoever knocks may name anything, so the database is asked at
 * most once in {@link #INTERVAL}. Any thread.
 */
final class GrantedNames {
    static final Duration INTERVAL = Duration.ofSeconds(10);

    private final ServerAuth auth;
    private final ConnectedClients connected;
    private final @Nullable String baseDomain;
    private final Clock clock;
    private CompletableFuture<List<Client>> clients = new CompletableFuture<>();
    private Instant readAt = Instant.MIN;

    GrantedNames(ServerAuth auth, ConnectedClients connected, @Nullable String baseDomain, Clock clock) {
        this.auth = auth;
        this.connected = connected;
        this.baseDomain = baseDomain;
        this.clock = clock;
    }

    /** @param name in lower case; fails while the database is away */
    CompletionStage<Boolean> contains(String name) {
        if (connected.findByHost(name) != null) {
            return CompletableFuture.completedFuture(true);
        }
        return clients().thenApply(known -> known.stream().anyMatch(client -> holds(client, name)));
    }

    private boolean holds(Client client, String name) {
        if (client.revokedAt() != null || !client.grants().allowsHttp()) {
            return false;
        }
        String own = client.clientId().value().toLowerCase(Locale.ROOT) + "." + baseDomain;
        return client.grants().allowsHost(name) || (baseDomain != null && own.equals(name));
    }

    private synchronized CompletableFuture<List<Client>> clients() {
        Instant now = clock.instant();
        if (readAt.isBefore(now.minus(INTERVAL))) {
            readAt = now;
            clients = auth.clients();
        }
        return clients;
    }
}
