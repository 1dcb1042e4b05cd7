package dev.moosic.tunnel.protocol.identity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import io.jsonwebtoken.Claims;
import java.time.Clock;
import java.time.Instant;

/** A client's proof of who it is, as the auth service receives it: {@link ClientKey#assertion} makes it. */
public final class ClientAssertion {
    private final String token;
    private final ClientId claimedId;

    private ClientAssertion(String token, ClientId claimedId) {
        this.token = token;
        this.claimedId = claimedId;
    }

    /**
     * Reads whom the assertion claims to be from, so that the client's key can be looked up. Nothing is verified yet.
     *
     * @throws InvalidTokenException if it is no assertion at all
     */
    public static ClientAssertion read(String token) throws InvalidTokenException {
        JsonNode subject = SignedToken.unverifiedClaims(token).path("sub");
        try {
            return new ClientAssertion(token, new ClientId(subject.asText("")));
        } catch (IllegalArgumentException e) {
            throw new InvalidTokenException(Reason.MALFORMED, "the client assertion names no client (sub)");
        }
    }

    /** Who it claims to be from. */
    public ClientId claimedId() {
        return claimedId;
    }

    /**
     * Verifies the assertion with that client's key.
     *
     * @param issuer the auth service's name, the audience expected
     * @return what the caller needs to refuse a second use
     * @throws InvalidTokenException saying what is wrong with it
     */
    public Verified verify(PublicJwk key, String issuer, Clock clock) throws InvalidTokenException {
        KeySource keys = kid -> kid.equals(key.kid()) ? key.key() : null;
        Claims claims =
                new SignedToken(TokenType.CLIENT_ASSERTION, clock).verify(token, keys, claimedId.value(), issuer);
        if (!claimedId.value().equals(claims.getSubject())) {
            throw new InvalidTokenException(Reason.MALFORMED, "the client assertion's iss and sub differ");
        }
        return new Verified(
                Digests.sha256Base64Url(
                        (claimedId + "\n" + claims.getId()).getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                claims.getExpiration().toInstant().plus(SignedToken.SKEW));
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "ClientAssertion[" + claimedId + "]";
    }

    /**
     * A verified assertion.
     *
     * @param uniqueId digest of client and {@code jti}, 43 characters: never seen before, or it is a replay
     * @param usableUntil after this instant it is refused for its age, and {@code uniqueId} can be forgotten
     */
    public record Verified(String uniqueId, Instant usableUntil) {}
}
