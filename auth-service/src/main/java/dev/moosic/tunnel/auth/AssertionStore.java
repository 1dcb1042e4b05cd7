package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.protocol.identity.ClientAssertion;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * Client assertions already used, so that none is used twice, on any node. Only verified ones come here, and they are
 * forgotten once too old to be accepted anyway. Runs inside a database call.
 */
final class AssertionStore {
    private AssertionStore() {}

    /** Notes a use; false if it is not the first. */
    static boolean use(Handle handle, ClientAssertion.Verified assertion) {
        return handle.createUpdate(
                                "INSERT IGNORE INTO auth_used_assertions (id_hash, expires_at) VALUES (:id, :expires)")
                        .bind("id", Secrets.hash(assertion.uniqueId()))
                        .bind("expires", assertion.usableUntil().toEpochMilli())
                        .execute()
                == 1;
    }

    static void purge(Handle handle, Instant now) {
        handle.createUpdate("DELETE FROM auth_used_assertions WHERE expires_at < :now")
                .bind("now", now.toEpochMilli())
                .execute();
    }
}
