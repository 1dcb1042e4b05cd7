package dev.moosic.tunnel.server.registry;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.protocol.identity.ClientId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The table {@code hosts}. Fails while the database is away. */
final class HostTable {
    private final Database database;

    HostTable(Database database) {
        this.database = database;
    }

    /** Makes {@code host} the client's, if it is nobody's; returns whose it is then. */
    CompletableFuture<ClientId> reserve(ClientId client, String host) {
        return database.call(handle -> {
            handle.execute("INSERT IGNORE INTO hosts (host, client_id) VALUES (?, ?)", host, client.value());
            return new ClientId(handle.createQuery("SELECT client_id FROM hosts WHERE host = :host")
                    .bind("host", host)
                    .mapTo(String.class)
                    .one());
        });
    }

    CompletableFuture<Optional<ClientId>> owner(String host) {
        return database.call(handle -> handle.createQuery("SELECT client_id FROM hosts WHERE host = :host")
                .bind("host", host)
                .mapTo(String.class)
                .findOne()
                .map(ClientId::new));
    }

    /** Gives a name back, if it is the client's. */
    CompletableFuture<Boolean> release(ClientId client, String host) {
        return database.call(handle ->
                handle.execute("DELETE FROM hosts WHERE host = ? AND client_id = ?", host, client.value()) > 0);
    }
}
