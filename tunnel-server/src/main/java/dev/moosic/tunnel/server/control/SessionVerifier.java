package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import dev.moosic.tunnel.protocol.identity.TokenVerifier;
import dev.moosic.tunnel.protocol.identity.TunnelClaims;
import java.util.function.BooleanSupplier;

/**
 * Verifies tunnel tokens; a live session whose token ran out goes on while nobody can renew it, unless its client was
 * revoked.
 */
final class SessionVerifier implements Credential.Verifier {
    private final TokenVerifier tokens;
    private final BooleanSupplier renewable;

    /** @param renewable whether clients can have their tokens renewed now */
    SessionVerifier(TokenVerifier tokens, BooleanSupplier renewable) {
        this.tokens = tokens;
        this.renewable = renewable;
    }

    @Override
    public TunnelClaims verifyTunnel(String token) throws InvalidTokenException {
        return tokens.verifyTunnel(token);
    }

    @Override
    public TunnelClaims verifyLive(Credential credential) throws InvalidTokenException {
        try {
            return tokens.verifyTunnel(credential.token());
        } catch (InvalidTokenException e) {
            if (e.reason() == Reason.EXPIRED && !renewable.getAsBoolean()) {
                return tokens.current(credential.claims());
            }
            throw e;
        }
    }
}
