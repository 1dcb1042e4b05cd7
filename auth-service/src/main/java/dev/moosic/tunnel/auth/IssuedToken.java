package dev.moosic.tunnel.auth;

import java.time.Instant;

/**
 * A token just made.
 *
 * @param token compact JWT; a secret
 * @param tokenId its {@code jti}, by which logs name it
 */
public record IssuedToken(String token, String tokenId, Instant expiresAt) {
    /** Without the token. */
    @Override
    public String toString() {
        return "IssuedToken[" + tokenId + " until " + expiresAt + "]";
    }
}
