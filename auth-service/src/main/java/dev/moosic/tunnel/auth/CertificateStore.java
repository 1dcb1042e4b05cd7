package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.auth.database.Database;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * Keys and certificates for TLS in the database, so that nodes that share it show the same ones; private keys are sealed
 * like signing keys. Any thread; nothing blocks. Futures fail with {@code DatabaseException} while the database is away, and
 * with {@link IllegalStateException} if a key was sealed under another secret.
 */
public final class CertificateStore {
    private final Database database;
    private final KeySeal seal;
    private final Clock clock;

    CertificateStore(Database database, KeySeal seal, Clock clock) {
        this.database = database;
        this.seal = seal;
        this.clock = clock;
    }

    /**
     * Opens the certificates of a database by themselves, for a server whose auth service is elsewhere.
     *
     * @param database stays the caller's
     * @return fails if the database cannot be used and trying again does not help
     */
    public static CompletableFuture<CertificateStore> open(Database database, KeySeal seal, Clock clock) {
        return database.migrate(AuthService.SCHEMA, AuthService.SCHEMA_HISTORY)
                .thenApply(migrated -> new CertificateStore(database, seal, clock));
    }

    /** What is kept under a name. */
    public CompletableFuture<Optional<StoredCertificate>> find(String name) {
        return database.call(handle -> load(handle, name));
    }

    /**
     * What is kept under a name; made if there is nothing. Of nodes that make it at once, one wins and all get its.
     *
     * @param make runs on a thread of the database
     */
    public CompletableFuture<StoredCertificate> findOrCreate(String name, Supplier<StoredCertificate> make) {
        return find(name)
                .thenCompose(found -> found.isPresent()
                        ? CompletableFuture.completedFuture(found.get())
                        : database.call(handle -> insert(handle, name, make.get()))
                                // In a transaction of its own, which sees what another node wrote meanwhile.
                                .thenCompose(inserted -> find(name))
                                .thenApply(Optional::orElseThrow));
    }

    /** Keeps {@code certificate} under a name, instead of what was there. */
    public CompletableFuture<Void> put(String name, StoredCertificate certificate) {
        return database.call(handle -> {
                    handle.createUpdate("DELETE FROM auth_certificates WHERE name = :name")
                            .bind("name", name)
                            .execute();
                    return insert(handle, name, certificate);
                })
                .thenAccept(rows -> {});
    }

    /** Keeps nothing under a name any more. */
    public CompletableFuture<Void> remove(String name) {
        return database.call(handle -> handle.createUpdate("DELETE FROM auth_certificates WHERE name = :name")
                        .bind("name", name)
                        .execute())
                .thenAccept(rows -> {});
    }

    private int insert(Handle handle, String name, StoredCertificate certificate) {
        return handle.createUpdate("INSERT IGNORE INTO auth_certificates (name, private_key, certificates, updated_at)"
                        + " VALUES (:name, :key, :certificates, :now)")
                .bind("name", name)
                .bind("key", seal.seal(name, certificate.privateKey()))
                .bind("certificates", certificate.certificates())
                .bind("now", clock.millis())
                .execute();
    }

    private Optional<StoredCertificate> load(Handle handle, String name) {
        return handle.createQuery("SELECT private_key, certificates FROM auth_certificates WHERE name = :name")
                .bind("name", name)
                .map((row, context) -> new StoredCertificate(
                        seal.open(name, row.getString("private_key")), row.getString("certificates")))
                .findOne();
    }
}
