package dev.moosic.tunnel.protocol.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import dev.moosic.tunnel.testing.FixedClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens that a verifier must refuse, and for which reason (RFC 8725). */
class ForgedTokenTest {
    private static final TestIssuer ISSUER = new TestIssuer();

    private static TokenForge good() {
        return TokenForge.tunnel(ISSUER);
    }

    static List<Arguments> forged() {
        byte[] publicKey = ISSUER.pair.getPublic().getEncoded();
        byte[] publicJwk = PublicJwk.of(ISSUER.pair.getPublic()).json().getBytes(StandardCharsets.UTF_8);
        Map<String, String> attackerJwk =
                Map.of("kty", "OKP", "crv", "Ed25519", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        String token = good().token();
        List<Arguments> list = new ArrayList<>();
        list.add(
                arguments("alg none, no signature", good().header("alg", "none").unsigned() + ".", Reason.MALFORMED));
        list.add(arguments("alg none, signed", good().header("alg", "none").token(), Reason.MALFORMED));
        list.add(arguments("alg NoNe", good().header("alg", "NoNe").token(), Reason.MALFORMED));
        list.add(arguments("HS256, public key", good().header("alg", "HS256").hmacToken(publicKey), Reason.MALFORMED));
        list.add(arguments("HS256, public JWK", good().header("alg", "HS256").hmacToken(publicJwk), Reason.MALFORMED));
        list.add(arguments("HMAC said to be EdDSA", good().hmacToken(publicKey), Reason.BAD_SIGNATURE));
        list.add(arguments("RS256", good().header("alg", "RS256").token(), Reason.MALFORMED));
        list.add(arguments("alg Ed25519", good().header("alg", "Ed25519").token(), Reason.MALFORMED));
        list.add(arguments("alg a number", good().header("alg", 1).token(), Reason.MALFORMED));
        list.add(arguments("no alg", good().without("alg").token(), Reason.MALFORMED));
        list.add(arguments("typ of a caller", good().header("typ", "api+jwt").token(), Reason.MALFORMED));
        list.add(arguments(
                "typ of an assertion",
                good().header("typ", "client-authentication+jwt").token(),
                Reason.MALFORMED));
        list.add(arguments("typ JWT", good().header("typ", "JWT").token(), Reason.MALFORMED));
        list.add(arguments("no typ", good().without("typ").token(), Reason.MALFORMED));
        list.add(arguments("kid a path", good().header("kid", "../../dev/null").token(), Reason.MALFORMED));
        list.add(arguments("kid SQL", good().header("kid", "x' OR '1'='1").token(), Reason.MALFORMED));
        list.add(arguments(
                "kid a URL", good().header("kid", "http://127.0.0.1/key").token(), Reason.MALFORMED));
        list.add(arguments("kid empty", good().header("kid", "").token(), Reason.MALFORMED));
        list.add(arguments("kid of 65", good().header("kid", "k".repeat(65)).token(), Reason.MALFORMED));
        list.add(arguments(
                "kid a list", good().header("kid", List.of(ISSUER.kid)).token(), Reason.MALFORMED));
        list.add(arguments("no kid", good().without("kid").token(), Reason.MALFORMED));
        list.add(arguments("unknown kid", good().header("kid", "other").token(), Reason.UNKNOWN_KEY));
        list.add(arguments(
                "jku", good().header("jku", "https://evil.example/jwks").token(), Reason.MALFORMED));
        list.add(arguments("jwk", good().header("jwk", attackerJwk).token(), Reason.MALFORMED));
        list.add(arguments("x5u", good().header("x5u", "https://evil.example/x").token(), Reason.MALFORMED));
        list.add(arguments("x5c", good().header("x5c", List.of("MIIB")).token(), Reason.MALFORMED));
        list.add(arguments("crit", good().header("crit", List.of("b64")).token(), Reason.MALFORMED));
        list.add(arguments("b64 false", good().header("b64", false).token(), Reason.MALFORMED));
        list.add(arguments("zip", good().header("zip", "DEF").token(), Reason.MALFORMED));
        list.add(arguments("alg twice", twice("{\"alg\":\"none\",", good()), Reason.MALFORMED));
        list.add(arguments("header in UTF-16", inUtf16(good()), Reason.MALFORMED));
        list.add(arguments(
                "another's key",
                good().signedBy(TestIssuer.newPair().getPrivate()).token(),
                Reason.BAD_SIGNATURE));
        list.add(arguments("claims altered", altered(token), Reason.BAD_SIGNATURE));
        list.add(arguments(
                "signature of another token",
                token.substring(0, token.lastIndexOf('.'))
                        + TokenForge.caller(ISSUER).token().replaceAll("^[^.]*\\.[^.]*", ""),
                Reason.BAD_SIGNATURE));
        list.add(arguments("signature of zeros", good().unsigned() + "." + "A".repeat(86), Reason.BAD_SIGNATURE));
        list.add(arguments("signature cut", token.substring(0, token.length() - 8), Reason.BAD_SIGNATURE));
        list.add(arguments("cut to two parts", token.substring(0, token.lastIndexOf('.')), Reason.MALFORMED));
        list.add(arguments("four parts", token + ".AAAA", Reason.MALFORMED));
        list.add(arguments("encrypted, five parts", token + ".AAAA.AAAA", Reason.MALFORMED));
        list.add(arguments("padding", token + "==", Reason.MALFORMED));
        list.add(arguments("white space", token + " ", Reason.MALFORMED));
        list.add(arguments("empty", "", Reason.MALFORMED));
        list.add(arguments("not base64url", "a+b.c/d.e", Reason.MALFORMED));
        list.add(arguments("header no JSON", "AAAA.AAAA.AAAA", Reason.MALFORMED));
        list.add(arguments("too long", good().claim("x", "y".repeat(9_000)).token(), Reason.MALFORMED));
        list.add(arguments("claims no object", claimsText("[1]"), Reason.MALFORMED));
        list.add(arguments("other issuer", good().claim("iss", "urn:uuid:other").token(), Reason.WRONG_SERVER));
        list.add(arguments("no issuer", good().without("iss").token(), Reason.WRONG_SERVER));
        list.add(arguments(
                "other audience", good().claim("aud", "urn:uuid:other").token(), Reason.WRONG_SERVER));
        list.add(arguments(
                "two audiences",
                good().claim("aud", List.of(TestIssuer.NAME, "urn:uuid:other")).token(),
                Reason.WRONG_SERVER));
        list.add(arguments("no audience", good().without("aud").token(), Reason.WRONG_SERVER));
        list.add(arguments("no exp", good().without("exp").token(), Reason.MALFORMED));
        list.add(arguments("no nbf", good().without("nbf").token(), Reason.MALFORMED));
        list.add(arguments("no iat", good().without("iat").token(), Reason.MALFORMED));
        list.add(arguments("exp a word", good().claim("exp", "never").token(), Reason.MALFORMED));
        list.add(arguments("no jti", good().without("jti").token(), Reason.MALFORMED));
        list.add(arguments("no subject", good().without("sub").token(), Reason.MALFORMED));
        list.add(
                arguments("lives for ever", good().claim("exp", 99_999_999_999L).token(), Reason.MALFORMED));
        list.add(arguments("expired", good().shifted(Duration.ofSeconds(-631)).token(), Reason.EXPIRED));
        list.add(arguments(
                "from the future", good().shifted(Duration.ofSeconds(31)).token(), Reason.NOT_YET_VALID));
        list.add(arguments(
                "begins later",
                good().claim("nbf", FixedClock.START.getEpochSecond() + 31).token(),
                Reason.NOT_YET_VALID));
        list.add(arguments("subject no client id", good().claim("sub", "../etc").token(), Reason.MALFORMED));
        list.add(arguments("grants no list", good().claim("grants", "http").token(), Reason.MALFORMED));
        list.add(arguments(
                "malformed grant", good().claim("grants", List.of("tcp:99999")).token(), Reason.MALFORMED));
        list.add(arguments("no generation", good().without("gen").token(), Reason.MALFORMED));
        list.add(arguments("an API token", TokenForge.caller(ISSUER).token(), Reason.MALFORMED));
        return list;
    }

    private static String altered(String token) {
        String[] parts = token.split("\\.");
        byte[] claims = TokenForge.json(good().claim("sub", "attic").claims);
        return parts[0] + "." + TokenForge.part(claims) + "." + parts[2];
    }

    private static String twice(String first, TokenForge forge) {
        String header = first + new String(TokenForge.json(forge.header), StandardCharsets.UTF_8).substring(1);
        String claims = TokenForge.part(TokenForge.json(forge.claims));
        return TokenForge.signed(
                TokenForge.part(header.getBytes(StandardCharsets.UTF_8)) + "." + claims, ISSUER.pair.getPrivate());
    }

    private static String inUtf16(TokenForge forge) {
        String header = new String(TokenForge.json(forge.header), StandardCharsets.UTF_8);
        return TokenForge.signed(
                TokenForge.part(header.getBytes(StandardCharsets.UTF_16BE)) + "."
                        + TokenForge.part(TokenForge.json(forge.claims)),
                ISSUER.pair.getPrivate());
    }

    private static String claimsText(String claims) {
        String header = TokenForge.part(TokenForge.json(good().header));
        return TokenForge.signed(
                header + "." + TokenForge.part(claims.getBytes(StandardCharsets.UTF_8)), ISSUER.pair.getPrivate());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forged")
    void refused(String what, String token, Reason reason) {
        TokenVerifier verifier = new TokenVerifier(ISSUER, new FixedClock());
        assertThatThrownBy(() -> verifier.verifyTunnel(token))
                .as(what)
                .isInstanceOfSatisfying(InvalidTokenException.class, refusal -> {
                    assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
                    assertThat(refusal.getStackTrace()).isEmpty();
                    assertThat(refusal).hasNoCause();
                    Stream.of(token.split("\\."))
                            .filter(part -> part.length() > 12)
                            .forEach(part -> assertThat(refusal.toString()).doesNotContain(part));
                });
    }

    @Test
    void whatTheForgeLeavesAloneIsAccepted() throws InvalidTokenException {
        TunnelClaims claims = new TokenVerifier(ISSUER, new FixedClock()).verifyTunnel(good().token());
        assertThat(claims.clientId()).isEqualTo(new ClientId("living-room"));
        assertThat(claims.grants().toList()).containsExactly("http", "tcp:22022");
    }
}
