package dev.moosic.tunnel.protocol.identity;

import java.time.Instant;

/**
 * What a verified {@code tunnel+jwt} says.
 *
 * @param clientId who the client is
 * @param grants what it may do: what the token says, or what took its place since
 * @param grantsRevision how often the grants were given or changed when the token was issued
 * @param generation see {@link Revocations}
 * @param tokenId the token's {@code jti}: names it in logs, gives nothing away
 */
public record TunnelClaims(
        ClientId clientId,
        Grants grants,
        long grantsRevision,
        long generation,
        Instant issuedAt,
        Instant expiresAt,
        String tokenId) {

    /** The same with other grants. */
    TunnelClaims withGrants(Grants newer) {
        return new TunnelClaims(clientId, newer, grantsRevision, generation, issuedAt, expiresAt, tokenId);
    }
}
