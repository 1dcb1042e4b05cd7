package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.protocol.identity.PublicJwk;
import dev.moosic.tunnel.protocol.identity.TokenType;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Signing keys in the database: nodes that share it share their identity. Runs inside a database call. */
final class SigningKeyStore {
    /** A new key is published this long before it signs, so that every node knows it by then. */
    static final Duration KEY_LEAD = Duration.ofSeconds(60);

    /** Keys published at once, so that the key set stays small. */
    static final int MAX_KEYS = 128;

    private static final String ALGORITHM = "Ed25519";

    private final KeySeal seal;
    /** What was read last: each poll reads the keys, and to decode one takes thrice as long as the query. */
    private volatile Map<Row, SigningKey> decoded = Map.of();

    SigningKeyStore(KeySeal seal) {
        this.seal = seal;
    }

    /** The keys not retired. */
    KeyRing load(Handle handle, Instant now) {
        List<Row> rows = handle.createQuery(
                        "SELECT kid, public_jwk, private_key, signs_from, retired_at FROM auth_signing_keys"
                                + " WHERE retired_at IS NULL OR retired_at > :now")
                .bind("now", now.toEpochMilli())
                .map((row, context) -> Row.read(row))
                .list();
        Map<Row, SigningKey> known = decoded;
        Map<Row, SigningKey> keys = new LinkedHashMap<>();
        for (Row row : rows) {
            @Nullable SigningKey key = known.get(row);
            keys.put(row, key == null ? decode(row) : key);
        }
        decoded = keys;
        return new KeyRing(List.copyOf(keys.values()));
    }

    /**
     * Adds a key that signs from {@link #KEY_LEAD} on, and retires the others when nothing that they signed is valid any
     * more.
     *
     * @return from when on the new key signs; empty if {@link #MAX_KEYS} are published
     */
    Optional<Instant> rotate(Handle handle, Instant now) {
        lock(handle);
        if (published(handle, now) >= MAX_KEYS) {
            return Optional.empty();
        }
        Instant signsFrom = now.plus(KEY_LEAD);
        handle.createUpdate("UPDATE auth_signing_keys SET retired_at = :at WHERE retired_at IS NULL")
                .bind(
                        "at",
                        signsFrom
                                .plus(TokenType.CALLER.maxLifetime())
                                .plus(KEY_LEAD)
                                .toEpochMilli())
                .execute();
        add(handle, signsFrom);
        return Optional.of(signsFrom);
    }

    /** Rotates unless a key signs from after {@code limit} on; false if one does, or none can be added. */
    boolean rotateIfOlder(Handle handle, Instant limit, Instant now) {
        lock(handle);
        long younger = handle.createQuery("SELECT COUNT(*) FROM auth_signing_keys WHERE signs_from > :limit")
                .bind("limit", limit.toEpochMilli())
                .mapTo(Long.class)
                .one();
        return younger == 0 && rotate(handle, now).isPresent();
    }

    /** One node after the other. */
    private static void lock(Handle handle) {
        handle.createQuery("SELECT id FROM auth_issuer WHERE id = 1 FOR UPDATE")
                .mapTo(Integer.class)
                .findOne();
    }

    private static long published(Handle handle, Instant now) {
        return handle.createQuery(
                        "SELECT COUNT(*) FROM auth_signing_keys WHERE retired_at IS NULL OR retired_at > :now")
                .bind("now", now.toEpochMilli())
                .mapTo(Long.class)
                .one();
    }

    /** Deletes keys long retired. */
    void purge(Handle handle, Instant now) {
        handle.createUpdate("DELETE FROM auth_signing_keys WHERE retired_at < :now")
                .bind("now", now.toEpochMilli())
                .execute();
    }

    /** Adds a key. Two nodes that add the first one at once both succeed, and both keys are good. */
    void add(Handle handle, Instant signsFrom) {
        KeyPair pair = newPair();
        PublicJwk jwk = PublicJwk.of(pair.getPublic());
        handle.createUpdate("INSERT INTO auth_signing_keys (kid, public_jwk, private_key, signs_from)"
                        + " VALUES (:kid, :jwk, :private, :from)")
                .bind("kid", jwk.kid())
                .bind("jwk", jwk.json())
                .bind("private", seal.seal(jwk.kid(), pair.getPrivate().getEncoded()))
                .bind("from", signsFrom.toEpochMilli())
                .execute();
    }

    private SigningKey decode(Row row) {
        return new SigningKey(
                PublicJwk.parse(row.publicJwk),
                privateKey(seal.open(row.kid, row.privateKey)),
                Instant.ofEpochMilli(row.signsFrom),
                row.retiredAt == null ? null : Instant.ofEpochMilli(row.retiredAt));
    }

    private static KeyPair newPair() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java from 15 on has Ed25519", e);
        }
    }

    private static PrivateKey privateKey(byte[] encoded) {
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a signing key in the database is damaged", e);
        }
    }

    /** As it is in the table, times in milliseconds since 1970. */
    private record Row(
            String kid,
            String publicJwk,
            String privateKey,
            long signsFrom,
            @Nullable Long retiredAt) {
        static Row read(ResultSet row) throws SQLException {
            long retired = row.getLong("retired_at");
            @Nullable Long retiredAt = row.wasNull() ? null : retired;
            return new Row(
                    row.getString("kid"),
                    row.getString("public_jwk"),
                    row.getString("private_key"),
                    row.getLong("signs_from"),
                    retiredAt);
        }

        /** Without what is secret. */
        @Override
        public String toString() {
            return kid;
        }
    }
}
