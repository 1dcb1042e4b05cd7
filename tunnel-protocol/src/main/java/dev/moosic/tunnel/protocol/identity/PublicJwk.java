package dev.moosic.tunnel.protocol.identity;

import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.security.Jwk;
import io.jsonwebtoken.security.Jwks;
import io.jsonwebtoken.security.OctetPublicJwk;
import io.jsonwebtoken.security.PrivateJwk;
import java.security.PublicKey;
import java.security.interfaces.EdECPublicKey;

/**
 * An Ed25519 public key (RFC 8037), named by its RFC 7638 thumbprint.
 *
 * @param kid the thumbprint: 43 characters of base64url
 */
public record PublicJwk(String kid, PublicKey key) {
    /** Names a key. */
    public static PublicJwk of(PublicKey key) {
        return new PublicJwk(jwk(key).thumbprint().toString(), key);
    }

    /**
     * Reads a JWK; whatever {@code kid} it says, it is named by its thumbprint.
     *
     * @throws IllegalArgumentException if {@code json} is not an Ed25519 public key; a private key is refused too
     */
    public static PublicJwk parse(String json) {
        Jwk<?> jwk;
        try {
            jwk = Jwks.parser().build().parse(json);
        } catch (JwtException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "not a JSON Web Key: expected {\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":…}");
        }
        if (jwk instanceof PrivateJwk) {
            throw new IllegalArgumentException("this is a private key, which must never leave its owner: "
                    + "send the public half, without \"d\", of a new key pair");
        }
        if (!(jwk.toKey() instanceof EdECPublicKey key)
                || !key.getParams().getName().equals(ClientKey.CURVE)) {
            throw new IllegalArgumentException(
                    "the key is not an Ed25519 public key (\"kty\":\"OKP\", " + "\"crv\":\"Ed25519\")");
        }
        return of(key);
    }

    /** The JWK as JSON: {@code kty}, {@code crv}, {@code x}, {@code kid}. */
    public String json() {
        return "{\"kty\":\"OKP\",\"crv\":\"" + ClientKey.CURVE + "\",\"x\":\"" + jwk(key).get("x") + "\",\"kid\":\""
                + kid + "\"}";
    }

    private static OctetPublicJwk<PublicKey> jwk(PublicKey key) {
        return Jwks.builder().octetKey(key).build();
    }
}
