package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.PublicJwk;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Invites in the database, by the hash of their code. Runs inside a database call. */
final class InviteStore {
    /** How long an invite is remembered past its expiry, so that a late user is told that it expired. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private InviteStore() {}

    /** An invite as stored; {@code usedBy} is the name of the key that enrolled with it. */
    record StoredInvite(
            String label,
            Grants grants,
            Instant expiresAt,
            @Nullable Instant usedAt,
            @Nullable String usedBy) {}

    static void add(Handle handle, String code, ClientId clientId, Grants grants, Instant expiresAt) {
        handle.createUpdate("INSERT INTO auth_invites (code_hash, label, grants, expires_at)"
                        + " VALUES (:hash, :label, :grants, :expires)")
                .bind("hash", Secrets.hash(code))
                .bind("label", ClientStore.label(clientId))
                .bind("grants", GrantsColumn.write(grants))
                .bind("expires", expiresAt.toEpochMilli())
                .execute();
    }

    /** The invite, locked until the transaction ends. */
    static Optional<StoredInvite> lock(Handle handle, String code) {
        return handle.createQuery("SELECT label, grants, expires_at, used_at, used_by FROM auth_invites"
                        + " WHERE code_hash = :hash FOR UPDATE")
                .bind("hash", Secrets.hash(code))
                .map((row, context) -> read(row))
                .findOne();
    }

    static void markUsed(Handle handle, String code, PublicJwk key, Instant now) {
        handle.createUpdate("UPDATE auth_invites SET used_at = :now, used_by = :kid WHERE code_hash = :hash")
                .bind("now", now.toEpochMilli())
                .bind("kid", key.kid())
                .bind("hash", Secrets.hash(code))
                .execute();
    }

    static void purge(Handle handle, Instant now) {
        handle.createUpdate("DELETE FROM auth_invites WHERE expires_at < :limit")
                .bind("limit", now.minus(REMEMBERED).toEpochMilli())
                .execute();
    }

    private static StoredInvite read(ResultSet row) throws SQLException {
        long used = row.getLong("used_at");
        @Nullable Instant usedAt = row.wasNull() ? null : Instant.ofEpochMilli(used);
        return new StoredInvite(
                row.getString("label"),
                GrantsColumn.read(row.getString("grants")),
                Instant.ofEpochMilli(row.getLong("expires_at")),
                usedAt,
                row.getString("used_by"));
    }
}
