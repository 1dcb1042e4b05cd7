package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.TokenType;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What the database, or an auth service elsewhere, says about whom to trust, at one moment. Immutable.
 *
 * @param issuer the auth service's name; empty until it was read once
 * @param generations of the clients that were ever revoked
 * @param grants of the clients whose grants changed while a token from before may still be good
 * @param revokedTokens single tokens revoked, by {@link Secrets#hash} of what names them
 */
record Trust(
        String issuer,
        KeyRing keys,
        Map<ClientId, Long> generations,
        Map<ClientId, GrantsRevision> grants,
        Set<String> revokedTokens) {
    /** Nodes may differ in their clocks, and tokens are good a little longer than they say. */
    private static final Duration CLOCK_ALLOWANCE = Duration.ofMinutes(5);

    static final Trust NOTHING = new Trust("", KeyRing.EMPTY, Map.of(), Map.of(), Set.of());

    /** Reads it, and makes the name and the first key if there are none. */
    static Trust load(Handle handle, SigningKeyStore keyStore, Instant now) {
        String issuer = IssuerStore.loadOrCreate(handle, now);
        KeyRing keys = keyStore.load(handle, now);
        if (keys.isEmpty()) {
            keyStore.add(handle, now);
            keys = keyStore.load(handle, now);
        }
        Instant oldestToken = now.minus(TokenType.TUNNEL.maxLifetime()).minus(CLOCK_ALLOWANCE);
        return new Trust(
                issuer,
                keys,
                Map.copyOf(ClientStore.generations(handle)),
                Map.copyOf(ClientStore.changedGrants(handle, oldestToken)),
                RevokedTokenStore.load(handle, now));
    }

    boolean isLoaded() {
        return !keys.isEmpty();
    }

    /** The client's grants if they are newer than those of {@code revision}; else null. */
    @Nullable
    Grants newerGrants(ClientId clientId, long revision) {
        GrantsRevision changed = grants.get(clientId);
        return changed == null || changed.revision() <= revision ? null : changed.grants();
    }

    long generation(ClientId clientId) {
        return generations.getOrDefault(clientId, 0L);
    }
}
