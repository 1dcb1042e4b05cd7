package dev.moosic.tunnel.protocol.identity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import io.jsonwebtoken.ClaimJwtException;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.SignatureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Iterator;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks a compact JWT by the rules that all kinds of token share (RFC 8725): Ed25519 only, the expected {@code typ}
 * only, a key that we know by its name only, one issuer, one audience, a life that has begun, has not ended and is not
 * longer than that kind's.
 */
final class SignedToken {
    /** How far apart clocks may be. */
    static final Duration SKEW = Duration.ofSeconds(30);

    /** Longer ones are not looked at. */
    static final int MAX_CHARS = 8_192;

    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
    private static final Pattern KID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Set<String> HEADER_MEMBERS = Set.of("alg", "typ", "kid");

    private final TokenType type;
    private final Clock clock;

    SignedToken(TokenType type, Clock clock) {
        this.type = type;
        this.clock = clock;
    }

    /** The claims, once all rules hold. {@code issuer} and {@code audience} are the ones expected. */
    Claims verify(String token, KeySource keys, String issuer, String audience) throws InvalidTokenException {
        String kid = keyNamedBy(token);
        PublicKey key = keys.key(kid);
        if (key == null) {
            keys.unknownKey(kid);
            throw new InvalidTokenException(
                    Reason.UNKNOWN_KEY,
                    "the token names a key that is not known here: it is from another server or forged");
        }
        Claims claims = claimsSignedBy(key, token);
        if (!issuer.equals(claims.getIssuer())) {
            throw new InvalidTokenException(Reason.WRONG_SERVER, "the token is not from the issuer expected here");
        }
        if (!Set.of(audience).equals(claims.getAudience())) {
            throw new InvalidTokenException(Reason.WRONG_SERVER, "the token is for another server (audience)");
        }
        checkTimes(claims);
        if (isBlank(claims.getSubject()) || isBlank(claims.getId())) {
            throw malformed("the token lacks a subject or an id (sub, jti)");
        }
        return claims;
    }

    /** The payload of a token that nothing has been checked of, to find the key that it must be checked with. */
    static JsonNode unverifiedClaims(String token) throws InvalidTokenException {
        requireCompact(token);
        int first = token.indexOf('.');
        return object(token.substring(first + 1, token.indexOf('.', first + 1)));
    }

    private String keyNamedBy(String token) throws InvalidTokenException {
        requireCompact(token);
        JsonNode header = object(token.substring(0, token.indexOf('.')));
        for (Iterator<String> names = header.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!HEADER_MEMBERS.contains(name)) {
                throw malformed("the token's header has a member \"" + Printable.shorten(name)
                        + "\", but only alg, typ and kid are accepted");
            }
        }
        if (!"EdDSA".equals(header.path("alg").textValue())) {
            throw malformed("the token's algorithm (alg) is not EdDSA");
        }
        if (!type.typ().equals(header.path("typ").textValue())) {
            throw malformed("the token is of another kind: its typ is not " + type.typ());
        }
        String kid = header.path("kid").textValue();
        if (kid == null || !KID.matcher(kid).matches()) {
            throw malformed("the token names no key (kid) in a form that is accepted");
        }
        return kid;
    }

    private static Claims claimsSignedBy(PublicKey key, String token) throws InvalidTokenException {
        try {
            return Jwts.parser()
                    .sig()
                    .clear()
                    .add(Jwts.SIG.EdDSA)
                    .and()
                    .verifyWith(key)
                    .build()
                    .parseSignedClaims(token)
                    .getPayload();
        } catch (ClaimJwtException e) {
            return e.getClaims(); // Properly signed, but too old or too new; checkTimes says by how much.
        } catch (SignatureException e) {
            throw new InvalidTokenException(
                    Reason.BAD_SIGNATURE, "the token's signature is wrong: it was altered or forged");
        } catch (JwtException | IllegalArgumentException e) {
            throw malformed("the token is not a JWT that can be read");
        }
    }

    private void checkTimes(Claims claims) throws InvalidTokenException {
        Instant issued = required(claims.getIssuedAt(), "iat");
        Instant begins = required(claims.getNotBefore(), "nbf");
        Instant ends = required(claims.getExpiration(), "exp");
        Instant now = clock.instant();
        checkEnd("token", ends, now);
        Instant later = begins.isAfter(issued) ? begins : issued;
        if (later.isAfter(now.plus(SKEW))) {
            throw new InvalidTokenException(
                    Reason.NOT_YET_VALID,
                    "the token is valid only in " + Duration.between(now, later).toSeconds() + " s (allowed: "
                            + SKEW.toSeconds() + " s): the clocks differ, set the one that is wrong");
        }
        if (Duration.between(issued, ends).compareTo(type.maxLifetime()) > 0) {
            throw malformed("the token lives longer than " + type.maxLifetime().toSeconds() + " s, which no "
                    + type.typ() + " may");
        }
    }

    /** Shared with media URLs: {@code what} must not have ended before {@code now}. */
    static void checkEnd(String what, Instant ends, Instant now) throws InvalidTokenException {
        if (!now.isBefore(ends.plus(SKEW))) {
            throw new InvalidTokenException(
                    Reason.EXPIRED,
                    "the " + what + " expired " + Duration.between(ends, now).toSeconds() + " s ago (allowed: "
                            + SKEW.toSeconds() + " s): get a new one, or set the clock if it is wrong");
        }
    }

    private static Instant required(@Nullable Date date, String name) throws InvalidTokenException {
        if (date == null) {
            throw malformed("the token lacks " + name);
        }
        return date.toInstant();
    }

    private static void requireCompact(String token) throws InvalidTokenException {
        if (token.length() > MAX_CHARS || !COMPACT.matcher(token).matches()) {
            throw malformed("this is not a token: expected three parts of base64url joined by dots, " + "at most "
                    + MAX_CHARS + " characters");
        }
    }

    private static JsonNode object(String part) throws InvalidTokenException {
        try {
            // As text: of bytes the parser would guess the encoding, and RFC 8725 section 3.7 allows one.
            JsonNode node =
                    Json.STRICT.readTree(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
            if (node.isObject()) {
                return node;
            }
        } catch (IOException | IllegalArgumentException e) {
            // Said below; the cause could quote the token.
        }
        throw malformed("the token is not made of JSON objects");
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private static InvalidTokenException malformed(String message) {
        return new InvalidTokenException(Reason.MALFORMED, message);
    }
}
