package dev.moosic.tunnel.server.registry;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.PortRange;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;

/** The table {@code ports}. Fails while the database is away. */
final class PortTable {
    private final Database database;

    PortTable(Database database) {
        this.database = database;
    }

    /** Makes {@code port} the client's, if it is nobody else's. */
    CompletableFuture<PortReservation> reserve(ClientId client, String tunnel, int port) {
        return database.call(handle -> take(handle, client, tunnel, port)
                ? new PortReservation.Reserved(port)
                : new PortReservation.Taken(port));
    }

    /** The tunnel's own port, else a free one. */
    CompletableFuture<PortReservation> reserve(ClientId client, String tunnel, PortRange range, Set<Integer> unusable) {
        return database.call(handle -> {
            for (int port : ownPorts(handle, client, tunnel, range)) {
                if (!unusable.contains(port)) {
                    return new PortReservation.Reserved(port);
                }
            }
            Set<Integer> taken = new HashSet<>(portsIn(handle, range));
            taken.addAll(unusable);
            // Begin where the names say, so that a tunnel tends to the same port on every server.
            int size = range.last() - range.first() + 1;
            int start = Math.floorMod(Objects.hash(client.value(), tunnel), size);
            for (int step = 0; step < size; step++) {
                int port = range.first() + (start + step) % size;
                if (!taken.contains(port) && take(handle, client, tunnel, port)) {
                    return new PortReservation.Reserved(port);
                }
            }
            return new PortReservation.NoneFree();
        });
    }

    private static boolean take(Handle handle, ClientId client, String tunnel, int port) {
        handle.createUpdate("INSERT INTO ports (port, client_id, tunnel) VALUES (:port, :client, :tunnel)"
                        + " ON DUPLICATE KEY UPDATE"
                        + " tunnel = CASE WHEN client_id = :client THEN :tunnel ELSE tunnel END")
                .bind("port", port)
                .bind("client", client.value())
                .bind("tunnel", tunnel)
                .execute();
        return handle.createQuery("SELECT client_id FROM ports WHERE port = :port")
                .bind("port", port)
                .mapTo(String.class)
                .one()
                .equals(client.value());
    }

    private static List<Integer> ownPorts(Handle handle, ClientId client, String tunnel, PortRange range) {
        return handle.createQuery("SELECT port FROM ports WHERE client_id = :client AND tunnel = :tunnel"
                        + " AND port BETWEEN :first AND :last ORDER BY port")
                .bind("client", client.value())
                .bind("tunnel", tunnel)
                .bind("first", range.first())
                .bind("last", range.last())
                .mapTo(Integer.class)
                .list();
    }

    private static List<Integer> portsIn(Handle handle, PortRange range) {
        return handle.createQuery("SELECT port FROM ports WHERE port BETWEEN :first AND :last")
                .bind("first", range.first())
                .bind("last", range.last())
                .mapTo(Integer.class)
                .list();
    }

    CompletableFuture<Optional<ClientId>> owner(int port) {
        return database.call(handle -> handle.createQuery("SELECT client_id FROM ports WHERE port = :port")
                .bind("port", port)
                .mapTo(String.class)
                .findOne()
                .map(ClientId::new));
    }

    /** Gives a port back, if it is the client's. */
    CompletableFuture<Boolean> release(ClientId client, int port) {
        return database.call(handle ->
                handle.execute("DELETE FROM ports WHERE port = ? AND client_id = ?", port, client.value()) > 0);
    }
}
