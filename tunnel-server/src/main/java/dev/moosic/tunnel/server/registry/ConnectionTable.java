package dev.moosic.tunnel.server.registry;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.protocol.identity.ClientId;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;

/** The tables {@code clients} and {@code connections} as one node sees them. Fails while the database is away. */
final class ConnectionTable {
    private final Database database;
    private final String nodeId;

    ConnectionTable(Database database, String nodeId) {
        this.database = database;
        this.nodeId = nodeId;
    }

    /** Takes the client for this node, from another instance if need be; the same claim twice is one claim. */
    CompletableFuture<Claim> claim(Claim claim) {
        return database.call(handle -> {
            // Both databases assign from left to right or from the old row, so the epoch goes first.
            handle.createUpdate("INSERT INTO clients (client_id, instance_id, epoch) VALUES (:client, :instance, 1)"
                            + " ON DUPLICATE KEY UPDATE"
                            + " epoch = epoch + CASE WHEN instance_id = :instance THEN 0 ELSE 1 END,"
                            + " instance_id = :instance")
                    .bind("client", claim.client().value())
                    .bind("instance", claim.instance())
                    .execute();
            // The row is locked until the commit: no other claim comes in between.
            long epoch = handle.createQuery("SELECT epoch FROM clients WHERE client_id = :client")
                    .bind("client", claim.client().value())
                    .mapTo(Long.class)
                    .one();
            Claim made = claim.at(epoch);
            store(handle, made);
            return made;
        });
    }

    /** Writes the row of an earlier claim again, unless somebody has taken the client over since: then empty. */
    CompletableFuture<Optional<Claim>> renew(Claim claim) {
        return database.call(handle -> {
            boolean own = handle.createQuery("SELECT epoch FROM clients WHERE client_id = :client"
                            + " AND instance_id = :instance AND epoch = :epoch FOR UPDATE")
                    .bind("client", claim.client().value())
                    .bind("instance", claim.instance())
                    .bind("epoch", claim.epoch())
                    .mapTo(Long.class)
                    .findOne()
                    .isPresent();
            if (!own) {
                return Optional.empty();
            }
            store(handle, claim);
            return Optional.of(claim);
        });
    }

    private void store(Handle handle, Claim claim) {
        handle.createUpdate("INSERT INTO connections (client_id, node_id, tunnel_ws_id, instance_id, epoch)"
                        + " VALUES (:client, :node, :tunnelWsId, :instance, :epoch)"
                        + " ON DUPLICATE KEY UPDATE"
                        + " tunnel_ws_id = :tunnelWsId, instance_id = :instance, epoch = :epoch")
                .bind("client", claim.client().value())
                .bind("node", nodeId)
                .bind("tunnelWsId", claim.tunnelWsId())
                .bind("instance", claim.instance())
                .bind("epoch", claim.epoch())
                .execute();
    }

    /** Deletes the claim's own row; a claim whose outcome is unknown is found by its session alone. */
    CompletableFuture<Boolean> delete(Claim claim) {
        return database.call(handle -> handle.createUpdate("DELETE FROM connections WHERE client_id = :client"
                                + " AND node_id = :node AND tunnel_ws_id = :tunnelWsId"
                                + (claim.isPending() ? "" : " AND epoch = :epoch"))
                        .bind("client", claim.client().value())
                        .bind("node", nodeId)
                        .bind("tunnelWsId", claim.tunnelWsId())
                        .bind("epoch", claim.epoch())
                        .execute()
                > 0);
    }

    /** The live connections of a client, the newest claim first. */
    CompletableFuture<List<RegisteredConnection>> find(ClientId client) {
        return database.call(
                handle -> handle.createQuery("SELECT c.node_id, n.url, c.tunnel_ws_id, c.instance_id, c.epoch"
                                + " FROM connections c"
                                + " JOIN clients k ON k.client_id = c.client_id AND k.epoch = c.epoch"
                                + " JOIN nodes n ON n.node_id = c.node_id"
                                + " WHERE c.client_id = :client AND n.lease_until > CURRENT_TIMESTAMP(3)"
                                + " ORDER BY n.lease_until DESC")
                        .bind("client", client.value())
                        .map((row, context) -> connection(row))
                        .list());
    }

    private static RegisteredConnection connection(ResultSet row) throws SQLException {
        String url = row.getString("url");
        return new RegisteredConnection(
                row.getString("node_id"),
                url == null ? null : URI.create(url),
                row.getString("tunnel_ws_id"),
                row.getString("instance_id"),
                row.getLong("epoch"));
    }

    CompletableFuture<Boolean> isKnown(ClientId client) {
        return database.call(handle -> handle.createQuery("SELECT 1 FROM clients WHERE client_id = :client")
                .bind("client", client.value())
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
    }
}
