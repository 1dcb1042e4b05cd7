package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.protocol.identity.ClientId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * What the database says about whom to trust, at one moment. Immutable.
 *
 * @param issuer the auth service's name; empty until it was read once
 * @param generations of the clients that were ever revoked
 * @param revokedTokens single tokens revoked, by {@link Secrets#hash} of what names them
 */
record Trust(String issuer, KeyRing keys, Map<ClientId, Long> generations, Set<String> revokedTokens) {
    static final Trust NOTHING = new Trust("", KeyRing.EMPTY, Map.of(), Set.of());

    /** Reads it, and makes the name and the first key if there are none. */
    static Trust load(Handle handle, SigningKeyStore keyStore, Instant now) {
        String issuer = IssuerStore.loadOrCreate(handle, now);
        KeyRing keys = keyStore.load(handle, now);
        if (keys.isEmpty()) {
            keyStore.add(handle, now);
            keys = keyStore.load(handle, now);
        }
        return new Trust(
                issuer, keys, Map.copyOf(ClientStore.generations(handle)), RevokedTokenStore.load(handle, now));
    }

    boolean isLoaded() {
        return !keys.isEmpty();
    }

    long generation(ClientId clientId) {
        return generations.getOrDefault(clientId, 0L);
    }
}
