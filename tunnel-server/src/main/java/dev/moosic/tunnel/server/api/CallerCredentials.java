package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.identity.CallerClaims;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.MediaUrl;
import dev.moosic.tunnel.protocol.identity.MediaUrlVerifier;
import dev.moosic.tunnel.protocol.identity.TokenVerifier;

/** Verifies what callers show. Any thread; never blocks; what verified before costs microseconds. */
public interface CallerCredentials {

    /** @throws InvalidTokenException saying what is wrong with it */
    CallerClaims verifyToken(String token) throws InvalidTokenException;

    /** @throws InvalidTokenException saying what is wrong with it */
    void verifySignature(String method, MediaUrl url, String signature) throws InvalidTokenException;

    /** By the auth service's public keys. */
    static CallerCredentials of(TokenVerifier tokens, MediaUrlVerifier urls) {
        return new CallerCredentials() {
            @Override
            public CallerClaims verifyToken(String token) throws InvalidTokenException {
                return tokens.verifyCaller(token);
            }

            @Override
            public void verifySignature(String method, MediaUrl url, String signature) throws InvalidTokenException {
                urls.verify(method, url, signature);
            }
        };
    }
}
