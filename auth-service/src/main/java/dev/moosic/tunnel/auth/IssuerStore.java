package dev.moosic.tunnel.auth;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The auth service's name in the database: random, so that it outlives any change of address, and shared by the nodes
 * that share the database. Runs inside a database call.
 */
final class IssuerStore {
    private IssuerStore() {}

    /** The name, made at the first call. */
    static String loadOrCreate(Handle handle, Instant now) {
        Optional<String> known = load(handle);
        if (known.isPresent()) {
            return known.get();
        }
        handle.createUpdate("INSERT IGNORE INTO auth_issuer (id, issuer, created_at) VALUES (1, :issuer, :now)")
                .bind("issuer", "urn:uuid:" + UUID.randomUUID())
                .bind("now", now.toEpochMilli())
                .execute();
        return load(handle).orElseThrow();
    }

    private static Optional<String> load(Handle handle) {
        return handle.createQuery("SELECT issuer FROM auth_issuer WHERE id = 1")
                .mapTo(String.class)
                .findOne();
    }
}
