package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.auth.MoosicBoxToken;
import dev.moosic.tunnel.auth.MoosicBoxTokens;
import dev.moosic.tunnel.protocol.identity.CallerClaims;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.MediaUrl;
import dev.moosic.tunnel.protocol.identity.MediaUrlVerifier;
import dev.moosic.tunnel.protocol.identity.TokenVerifier;
import java.util.concurrent.CompletionStage;

/** Verifies what callers show. Any thread; never blocks; what verified before costs microseconds. */
public interface CallerCredentials {

    /** @throws InvalidTokenException saying what is wrong with it */
    CallerClaims verifyToken(String token) throws InvalidTokenException;

    /** @throws InvalidTokenException saying what is wrong with it */
    void verifySignature(String method, MediaUrl url, String signature) throws InvalidTokenException;

    /**
     * Finds one of MoosicBox's tokens, which only the database knows.
     *
     * @return fails with {@link InvalidTokenException}, or otherwise if the database is away; completes at once for a token
     *     found before
     */
    CompletionStage<MoosicBoxToken> findMoosicBox(MoosicBoxToken.Kind kind, String token);

    /** By the auth service's public keys, and by its database. */
    static CallerCredentials of(TokenVerifier tokens, MediaUrlVerifier urls, MoosicBoxTokens moosicBoxTokens) {
        return new CallerCredentials() {
            @Override
            public CallerClaims verifyToken(String token) throws InvalidTokenException {
                return tokens.verifyCaller(token);
            }

            @Override
            public void verifySignature(String method, MediaUrl url, String signature) throws InvalidTokenException {
                urls.verify(method, url, signature);
            }

            @Override
            public CompletionStage<MoosicBoxToken> findMoosicBox(MoosicBoxToken.Kind kind, String token) {
                return moosicBoxTokens.find(kind, token);
            }
        };
    }
}
