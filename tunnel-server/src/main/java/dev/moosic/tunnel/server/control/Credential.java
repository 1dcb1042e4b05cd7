package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.TunnelClaims;

/**
 * A client's token, and what it said when it was verified last.
 *
 * @param token never logged; {@link #toString()} leaves it out
 */
record Credential(String token, TunnelClaims claims) {

    /** Verifies tunnel tokens. Any thread; a first verification costs about a millisecond, so not on an event loop. */
    @FunctionalInterface
    interface Verifier {
        /** @throws InvalidTokenException saying what is wrong with it */
        TunnelClaims verifyTunnel(String token) throws InvalidTokenException;

        /**
         * Looks again whether a session may go on, as often as need be: verified before, so this is a look into a cache.
         *
         * @throws InvalidTokenException saying why it may not
         */
        default TunnelClaims verifyLive(Credential credential) throws InvalidTokenException {
            return verifyTunnel(credential.token());
        }
    }

    @Override
    public String toString() {
        return "Credential[" + claims.clientId() + ", token id " + claims.tokenId() + "]";
    }
}
