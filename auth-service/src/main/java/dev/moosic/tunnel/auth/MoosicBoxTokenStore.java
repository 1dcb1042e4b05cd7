package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.auth.MoosicBoxToken.Kind;
import dev.moosic.tunnel.protocol.identity.ClientId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** MoosicBox's tokens in the database, by their hash. Runs inside a database call. */
final class MoosicBoxTokenStore {
    /** Tokens of one kind that a client can have; with one more the oldest are gone. */
    static final int MAX_PER_CLIENT = 1_000;

    private MoosicBoxTokenStore() {}

    /**
     * Adds a token.
     *
     * @return false if one of that hash exists already
     */
    static boolean add(Handle handle, String hash, MoosicBoxToken token, Instant now) {
        Kind kind = token.kind();
        Instant expiresAt = token.expiresAt();
        int added = handle.createUpdate("INSERT IGNORE INTO " + kind.table() + " (" + kind.hashColumn()
                        + ", client_id, generation, created_at, expires)"
                        + " VALUES (:hash, :client, :generation, :now, :expires)")
                .bind("hash", hash)
                .bind("client", token.clientId().value())
                .bind("generation", token.generation())
                .bind("now", now.toEpochMilli())
                .bind("expires", expiresAt == null ? null : (Long) expiresAt.toEpochMilli())
                .execute();
        forgetOldest(handle, kind, token.clientId());
        return added == 1;
    }

    private static void forgetOldest(Handle handle, Kind kind, ClientId clientId) {
        handle.createQuery("SELECT created_at FROM " + kind.table()
                        + " WHERE client_id = :client ORDER BY created_at DESC LIMIT 1 OFFSET " + MAX_PER_CLIENT)
                .bind("client", clientId.value())
                .mapTo(Long.class)
                .findOne()
                .ifPresent(last -> handle.createUpdate(
                                "DELETE FROM " + kind.table() + " WHERE client_id = :client AND created_at <= :last")
                        .bind("client", clientId.value())
                        .bind("last", last)
                        .execute());
    }

    static Optional<MoosicBoxToken> find(Handle handle, Kind kind, String hash) {
        return handle.createQuery("SELECT client_id, generation, expires FROM " + kind.table() + " WHERE "
                        + kind.hashColumn() + " = :hash")
                .bind("hash", hash)
                .map((row, context) -> read(kind, row))
                .findOne();
    }

    /** Ends one token. */
    static void remove(Handle handle, Kind kind, String hash) {
        handle.createUpdate("DELETE FROM " + kind.table() + " WHERE " + kind.hashColumn() + " = :hash")
                .bind("hash", hash)
                .execute();
    }

    /** Ends all tokens of a client. */
    static void removeAll(Handle handle, ClientId clientId) {
        for (Kind kind : Kind.values()) {
            handle.createUpdate("DELETE FROM " + kind.table() + " WHERE client_id = :client")
                    .bind("client", clientId.value())
                    .execute();
        }
    }

    static void purge(Handle handle, Instant now) {
        for (Kind kind : Kind.values()) {
            handle.createUpdate("DELETE FROM " + kind.table() + " WHERE expires < :now")
                    .bind("now", now.toEpochMilli())
                    .execute();
        }
    }

    private static MoosicBoxToken read(Kind kind, ResultSet row) throws SQLException {
        long expires = row.getLong("expires");
        @Nullable Instant expiresAt = row.wasNull() ? null : Instant.ofEpochMilli(expires);
        return new MoosicBoxToken(kind, new ClientId(row.getString("client_id")), row.getLong("generation"), expiresAt);
    }
}
