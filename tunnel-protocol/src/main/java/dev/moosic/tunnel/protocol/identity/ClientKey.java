package dev.moosic.tunnel.protocol.identity;

import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.Jwk;
import io.jsonwebtoken.security.Jwks;
import io.jsonwebtoken.security.OctetPrivateJwk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;

/**
 * A client's Ed25519 key pair. It is made on the client's machine, its private half never leaves it, and with it the
 * client proves who it is: there is no shared secret.
 */
public final class ClientKey {
    static final String CURVE = "Ed25519";

    /** How long an assertion is good for. */
    static final Duration ASSERTION_LIFETIME = Duration.ofSeconds(60);

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MAX_FILE_BYTES = 4_096;

    private final OctetPrivateJwk<?, ?> jwk;
    private final PublicJwk publicJwk;

    private ClientKey(OctetPrivateJwk<?, ?> jwk) {
        this.jwk = jwk;
        this.publicJwk = PublicJwk.of(jwk.toPublicJwk().toKey());
    }

    /** A new key pair. */
    public static ClientKey generate() {
        return new ClientKey(
                Jwks.builder().octetKeyPair(Jwks.CRV.Ed25519.keyPair().build()).build());
    }

    /**
     * Reads a key pair that {@link #save} wrote.
     *
     * @throws IOException if the file is missing, readable by others, or not an Ed25519 key pair; the message says which
     */
    public static ClientKey load(Path file) throws IOException {
        PrivateFile.requirePrivate(file);
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException(file + " is too large for a key file");
        }
        try {
            Jwk<?> jwk = Jwks.parser().build().parse(Files.readString(file));
            if (jwk instanceof OctetPrivateJwk<?, ?> octet
                    && octet.toKey() instanceof EdECPrivateKey key
                    && key.getParams().getName().equals(CURVE)) {
                return new ClientKey(octet);
            }
        } catch (JwtException | IllegalArgumentException e) {
            // Said below; the cause could quote the file.
        }
        throw new IOException(file + " does not hold an Ed25519 key pair: restore it, or remove it and enrol again "
                + "with a new invite");
    }

    /**
     * Writes the key pair as a JWK, readable by its owner only (0600), in one step: the file holds all of it or is not
     * changed.
     */
    public void save(Path file) throws IOException {
        PrivateFile.write(file, new String(Jwks.UNSAFE_JSON(jwk)));
    }

    /** The public half, for enrolment. */
    public PublicJwk publicJwk() {
        return publicJwk;
    }

    /**
     * A client assertion (RFC 7523, {@code private_key_jwt}): good once, for 60 s, with one auth service.
     *
     * @param issuer the auth service's name, as the invite and the reply to enrolment tell it
     * @param now the auth service's idea of the time, within 30 s
     * @return a compact JWT; a secret until it was used
     */
    public String assertion(ClientId clientId, String issuer, Instant now) {
        byte[] id = new byte[16];
        RANDOM.nextBytes(id);
        return Jwts.builder()
                .header()
                .type(TokenType.CLIENT_ASSERTION.typ())
                .keyId(publicJwk.kid())
                .and()
                .issuer(clientId.value())
                .subject(clientId.value())
                .audience()
                .single(issuer)
                .issuedAt(Date.from(now))
                .notBefore(Date.from(now))
                .expiration(Date.from(now.plus(ASSERTION_LIFETIME)))
                .id(Base64.getUrlEncoder().withoutPadding().encodeToString(id))
                .signWith((PrivateKey) jwk.toKey(), Jwts.SIG.EdDSA)
                .compact();
    }

    /** The public half's name only. */
    @Override
    public String toString() {
        return "ClientKey[" + publicJwk.kid() + "]";
    }
}
