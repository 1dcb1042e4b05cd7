package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.protocol.identity.PublicJwk;
import java.security.PrivateKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key pair of the auth service.
 *
 * @param signsFrom it is published at once, but signs only from here on, when every verifier has it
 * @param retiredAt from here on it is published no more; null: not decided yet
 */
record SigningKey(
        PublicJwk publicJwk,
        PrivateKey privateKey,
        Instant signsFrom,
        @Nullable Instant retiredAt) {
    String kid() {
        return publicJwk.kid();
    }

    /** Without the private half. */
    @Override
    public String toString() {
        return "SigningKey[" + kid() + " from " + signsFrom + "]";
    }
}
