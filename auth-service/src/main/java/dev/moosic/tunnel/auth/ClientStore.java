package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.PublicJwk;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Clients in the database. Runs inside a database call. */
final class ClientStore {
    private static final String COLUMNS =
            "client_id, grants, grants_revision, grants_changed_at, generation, public_jwk, enrolled_at, revoked_at";

    private ClientStore() {}

    static String label(ClientId clientId) {
        return clientId.value().toLowerCase(Locale.ROOT);
    }

    static Optional<Client> find(Handle handle, ClientId clientId) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM auth_clients WHERE label = :label")
                .bind("label", label(clientId))
                .map((row, context) -> read(row))
                .findOne()
                .filter(client -> client.clientId().equals(clientId));
    }

    /** All clients, by name. */
    static List<Client> list(Handle handle) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM auth_clients ORDER BY label")
                .map((row, context) -> read(row))
                .list();
    }

    /** Notes a client at its first invite; false if one exists whose id differs in case only. */
    static boolean note(Handle handle, ClientId clientId, Grants grants, Instant now) {
        handle.createUpdate("INSERT IGNORE INTO auth_clients (label, client_id, grants, generation, created_at)"
                        + " VALUES (:label, :id, :grants, 0, :now)")
                .bind("label", label(clientId))
                .bind("id", clientId.value())
                .bind("grants", GrantsColumn.write(grants))
                .bind("now", now.toEpochMilli())
                .execute();
        return find(handle, clientId).isPresent();
    }

    /** Replaces the client's grants; false if there is no such client. */
    static boolean changeGrants(Handle handle, ClientId clientId, Grants grants, Instant now) {
        if (find(handle, clientId).isEmpty()) {
            return false;
        }
        return handle.createUpdate("UPDATE auth_clients SET grants = :grants, grants_revision = grants_revision + 1,"
                                + " grants_changed_at = :now WHERE label = :label")
                        .bind("grants", GrantsColumn.write(grants))
                        .bind("now", now.toEpochMilli())
                        .bind("label", label(clientId))
                        .execute()
                == 1;
    }

    /** The grants of every client whose grants changed after {@code since}. */
    static Map<ClientId, GrantsRevision> changedGrants(Handle handle, Instant since) {
        Map<ClientId, GrantsRevision> changed = new HashMap<>();
        handle.createQuery("SELECT client_id, grants, grants_revision FROM auth_clients"
                        + " WHERE grants_changed_at > :since")
                .bind("since", since.toEpochMilli())
                .map((row, context) -> changed.put(
                        new ClientId(row.getString(1)),
                        new GrantsRevision(row.getLong(3), GrantsColumn.read(row.getString(2)))))
                .list();
        return changed;
    }

    /** Gives the client a key and grants; a key it had is void. */
    static void enrol(Handle handle, String label, Grants grants, PublicJwk key, Instant now) {
        handle.createUpdate("UPDATE auth_clients SET"
                        + " grants_changed_at = CASE WHEN public_jwk IS NULL THEN grants_changed_at ELSE :now END,"
                        + " grants_revision = grants_revision + 1, grants = :grants, public_jwk = :jwk,"
                        + " enrolled_at = :now, revoked_at = NULL WHERE label = :label")
                .bind("grants", GrantsColumn.write(grants))
                .bind("jwk", key.json())
                .bind("now", now.toEpochMilli())
                .bind("label", label)
                .execute();
    }

    /** Begins the client's next generation, withdraws its open invites and its MoosicBox tokens; false if there is no such client. */
    static boolean revoke(Handle handle, ClientId clientId, Instant now) {
        if (find(handle, clientId).isEmpty()) {
            return false;
        }
        handle.createUpdate("UPDATE auth_clients SET generation = generation + 1, revoked_at = :now"
                        + " WHERE label = :label")
                .bind("now", now.toEpochMilli())
                .bind("label", label(clientId))
                .execute();
        handle.createUpdate("DELETE FROM auth_invites WHERE label = :label AND used_at IS NULL")
                .bind("label", label(clientId))
                .execute();
        MoosicBoxTokenStore.removeAll(handle, clientId);
        return true;
    }

    /** The generation of every client that was ever revoked. */
    static Map<ClientId, Long> generations(Handle handle) {
        Map<ClientId, Long> generations = new HashMap<>();
        handle.createQuery("SELECT client_id, generation FROM auth_clients WHERE generation > 0")
                .map((row, context) -> generations.put(new ClientId(row.getString(1)), row.getLong(2)))
                .list();
        return generations;
    }

    private static Client read(ResultSet row) throws SQLException {
        String jwk = row.getString("public_jwk");
        return new Client(
                new ClientId(row.getString("client_id")),
                GrantsColumn.read(row.getString("grants")),
                row.getLong("grants_revision"),
                Instant.ofEpochMilli(row.getLong("grants_changed_at")),
                row.getLong("generation"),
                jwk == null ? null : PublicJwk.parse(jwk),
                instant(row, "enrolled_at"),
                instant(row, "revoked_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
