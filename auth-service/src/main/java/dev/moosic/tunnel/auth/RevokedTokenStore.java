package dev.moosic.tunnel.auth;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Single tokens revoked, by hash, until they would have expired. Runs inside a database call. */
final class RevokedTokenStore {
    private RevokedTokenStore() {}

    /** @param idHash {@link Secrets#hash} of what names the token */
    static void add(Handle handle, String idHash, Instant expiresAt) {
        handle.createUpdate("INSERT IGNORE INTO auth_revoked_tokens (id_hash, expires_at) VALUES (:hash, :expires)")
                .bind("hash", idHash)
                .bind("expires", expiresAt.toEpochMilli())
                .execute();
    }

    /** Those that matter. Each was issued once, so there cannot be more than tokens that live. */
    static Set<String> load(Handle handle, Instant now) {
        return new HashSet<>(handle.createQuery("SELECT id_hash FROM auth_revoked_tokens WHERE expires_at >= :now")
                .bind("now", now.toEpochMilli())
                .mapTo(String.class)
                .list());
    }

    static void purge(Handle handle, Instant now) {
        handle.createUpdate("DELETE FROM auth_revoked_tokens WHERE expires_at < :now")
                .bind("now", now.toEpochMilli())
                .execute();
    }
}
