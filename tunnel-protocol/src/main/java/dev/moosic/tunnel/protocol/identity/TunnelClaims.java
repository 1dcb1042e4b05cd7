package dev.moosic.tunnel.protocol.identity;

import java.time.Instant;

/**
 * What a verified {@code tunnel+jwt} says.
 *
 * @param clientId who the client is
 * @param grants what it may do
 * @param generation see {@link Revocations}
 * @param tokenId the token's {@code jti}: names it in logs, gives nothing away
 */
public record TunnelClaims(
        ClientId clientId, Grants grants, long generation, Instant issuedAt, Instant expiresAt, String tokenId) {}
