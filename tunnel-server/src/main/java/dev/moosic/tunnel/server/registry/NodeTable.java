package dev.moosic.tunnel.server.registry;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.protocol.identity.ClientId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code nodes} as one node sees it. Times are the database's own, so that no two clocks are compared. */
final class NodeTable {
    /** Rows of a node that has been dead for this long are removed. */
    static final Duration FORGET_AFTER = Duration.ofMinutes(10);

    private final Database database;
    private final Node node;
    private final Duration lease;

    NodeTable(Database database, Node node, Duration lease) {
        this.database = database;
        this.node = node;
        this.lease = lease;
    }

    /**
     * What a renewal found.
     *
     * @param joined whether the node was unknown, so that its connections may be gone
     * @param superseded this node's rows whose client another instance has taken over
     */
    record Renewal(boolean joined, List<Claim> superseded) {}

    /** Renews this node's lease, from the database's now; removes what the long dead left. */
    CompletableFuture<Renewal> renew() {
        return database.call(handle -> {
            boolean joined = !update(handle);
            if (joined) {
                handle.createUpdate("INSERT INTO nodes (node_id, url, lease_until)"
                                + " VALUES (:node, :url, TIMESTAMPADD(SECOND, :seconds, CURRENT_TIMESTAMP(3)))")
                        .bind("node", node.id())
                        .bind("url", url())
                        .bind("seconds", lease.toSeconds())
                        .execute();
            }
            forgetTheDead(handle);
            return new Renewal(joined, superseded(handle));
        });
    }

    private boolean update(Handle handle) {
        return handle.createUpdate("UPDATE nodes SET url = :url,"
                                + " lease_until = TIMESTAMPADD(SECOND, :seconds, CURRENT_TIMESTAMP(3))"
                                + " WHERE node_id = :node")
                        .bind("node", node.id())
                        .bind("url", url())
                        .bind("seconds", lease.toSeconds())
                        .execute()
                > 0;
    }

    private @Nullable String url() {
        return node.url() == null ? null : node.url().toString();
    }

    private static void forgetTheDead(Handle handle) {
        List<String> dead = handle.createQuery("SELECT node_id FROM nodes"
                        + " WHERE lease_until < TIMESTAMPADD(SECOND, :seconds, CURRENT_TIMESTAMP(3))")
                .bind("seconds", -FORGET_AFTER.toSeconds())
                .mapTo(String.class)
                .list();
        for (String id : dead) {
            delete(handle, id);
        }
    }

    private List<Claim> superseded(Handle handle) {
        return handle.createQuery("SELECT c.client_id, c.instance_id, c.tunnel_ws_id, c.epoch FROM connections c"
                        + " JOIN clients k ON k.client_id = c.client_id"
                        + " WHERE c.node_id = :node AND c.epoch < k.epoch")
                .bind("node", node.id())
                .map((row, context) -> new Claim(
                        new ClientId(row.getString("client_id")),
                        row.getString("instance_id"),
                        row.getString("tunnel_ws_id"),
                        row.getLong("epoch")))
                .list();
    }

    /** Takes this node and its connections out. Completes with whether it was in. */
    CompletableFuture<Boolean> leave() {
        return database.call(handle -> delete(handle, node.id()));
    }

    private static boolean delete(Handle handle, String nodeId) {
        handle.execute("DELETE FROM connections WHERE node_id = ?", nodeId);
        return handle.execute("DELETE FROM nodes WHERE node_id = ?", nodeId) > 0;
    }
}
