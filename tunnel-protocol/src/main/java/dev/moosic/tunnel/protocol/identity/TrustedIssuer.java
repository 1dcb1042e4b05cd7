package dev.moosic.tunnel.protocol.identity;

import org.jspecify.annotations.Nullable;

/**
 * The auth service whose tokens are accepted here. Called on any thread: never blocks. A token's audience is its
 * issuer's name too: it is for the servers that trust this issuer.
 */
public interface TrustedIssuer extends KeySource, Revocations {
    /** The auth service's name: the only {@code iss} and {@code aud} accepted. */
    String issuer();

    /**
     * What the client may do instead of what a token says that was issued at {@code revision} of its grants; null if they
     * have not changed since, as far as is known here.
     */
    default @Nullable Grants newerGrants(ClientId clientId, long revision) {
        return null;
    }
}
