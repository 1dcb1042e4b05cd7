package dev.moosic.tunnel.protocol.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import dev.moosic.tunnel.testing.FixedClock;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
    private static final ClientId LIVING_ROOM = new ClientId("living-room");
    private static final ClientId ATTIC = new ClientId("attic");

    private final TestIssuer issuer = new TestIssuer();
    private final FixedClock clock = new FixedClock();
    private final TokenVerifier verifier = new TokenVerifier(issuer, clock);

    private static void assertRefused(Reason reason, String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(InvalidTokenException.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo(reason);
            assertThat(refusal).hasMessageContaining(message);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {-629, -30, 0, 30})
    void clocksMayDifferByThirtySeconds(int seconds) throws Exception {
        String token =
                TokenForge.tunnel(issuer).shifted(Duration.ofSeconds(seconds)).token();
        assertThat(verifier.verifyTunnel(token).clientId()).isEqualTo(LIVING_ROOM);
    }

    @Test
    void greaterDifferencesAreSaid() {
        assertRefused(
                Reason.EXPIRED,
                "expired 45 s ago (allowed: 30 s)",
                () -> verifier.verifyTunnel(TokenForge.tunnel(issuer)
                        .shifted(Duration.ofSeconds(-645))
                        .token()));
        assertRefused(
                Reason.NOT_YET_VALID,
                "only in 95 s (allowed: 30 s)",
                () -> verifier.verifyTunnel(TokenForge.tunnel(issuer)
                        .shifted(Duration.ofSeconds(95))
                        .token()));
    }

    @Test
    void repeatedTokenIsVerifiedOnceUntilItExpires() throws Exception {
        String token = TokenForge.tunnel(issuer).token();
        verifier.verifyTunnel(token);
        verifier.verifyTunnel(token);
        assertThat(issuer.keyLookups).hasValue(1);
        clock.advance(Duration.ofSeconds(631));
        assertRefused(Reason.EXPIRED, "expired 31 s ago", () -> verifier.verifyTunnel(token));
    }

    @Test
    void revocationReachesVerifiedTokens() throws Exception {
        String token = TokenForge.tunnel(issuer).token();
        verifier.verifyTunnel(token);
        issuer.generations.put(LIVING_ROOM, 1L);
        assertRefused(Reason.REVOKED, "living-room was revoked", () -> verifier.verifyTunnel(token));
        String next = TokenForge.tunnel(issuer).claim("gen", 1).token();
        assertThat(verifier.verifyTunnel(next).generation()).isEqualTo(1);
    }

    @Test
    void revokedClientIsLeftOutOfApiTokens() throws Exception {
        String token = TokenForge.caller(issuer).token();
        assertThat(verifier.verifyCaller(token).allows(ATTIC)).isTrue();
        issuer.generations.put(ATTIC, 1L);
        assertThat(verifier.verifyCaller(token).allows(ATTIC)).isFalse();
        assertThat(verifier.verifyCaller(token).allows(LIVING_ROOM)).isTrue();
        issuer.generations.put(LIVING_ROOM, 1L);
        assertRefused(Reason.REVOKED, "every client", () -> verifier.verifyCaller(token));
    }

    @Test
    void withdrawnKeyIsAskedForAgainOnceForgotten() throws Exception {
        String token = TokenForge.tunnel(issuer).token();
        verifier.verifyTunnel(token);
        issuer.withdrawn = true;
        verifier.forget();
        assertRefused(Reason.UNKNOWN_KEY, "not known here", () -> verifier.verifyTunnel(token));
        assertThat(issuer.unknownKeys).hasValue(1);
    }

    @Test
    void tunnelTokenIsNoApiToken() {
        assertRefused(
                Reason.MALFORMED,
                "typ is not api+jwt",
                () -> verifier.verifyCaller(TokenForge.tunnel(issuer).token()));
    }

    @Test
    void unknownGrantsOfLaterVersionsAllowNothing() throws Exception {
        String token = TokenForge.tunnel(issuer)
                .claim("grants", List.of("http", "lanes:3"))
                .token();
        assertThat(verifier.verifyTunnel(token).grants().toList()).containsExactly("http");
    }

    @Test
    void apiTokenCanBeLimitedToMethodsAndPaths() throws Exception {
        CallerClaims claims = verifier.verifyCaller(TokenForge.caller(issuer)
                .claim("methods", List.of("GET"))
                .claim("paths", List.of("/files", "/api/"))
                .token());
        assertThat(claims.allows("GET", "/files")).isTrue();
        assertThat(claims.allows("HEAD", "/files/track")).isTrue();
        assertThat(claims.allows("GET", "/api/x")).isTrue();
        assertThat(claims.allows("POST", "/files/track")).isFalse();
        assertThat(claims.allows("head", "/files/track")).isFalse();
        assertThat(claims.allows("GET", "/filesystem")).isFalse();
        assertThat(claims.allows("GET", "/")).isFalse();
        for (String path : List.of(
                "/files/../admin",
                "/files/..",
                "/files/%2e%2e/admin",
                "/files/..%2fadmin",
                "/files//x",
                "/files/\\..\\x",
                "/files/%252e",
                "/files/..;/admin",
                "/files/%5c")) {
            assertThat(claims.allows("GET", path)).as(path).isFalse();
        }
    }

    @Test
    void millionForgeriesLeaveNothingBehind() {
        VerificationCache<String> cache = new VerificationCache<>();
        for (int i = 0; i < 1_000_000; i++) {
            String token = "forged-" + i;
            assertRefusedQuietly(cache, token);
        }
        assertThat(cache.size()).isZero();
    }

    private static void assertRefusedQuietly(VerificationCache<String> cache, String token) {
        try {
            cache.get(token, text -> {
                throw new InvalidTokenException(Reason.MALFORMED, "forged");
            });
            throw new AssertionError("accepted");
        } catch (InvalidTokenException expected) {
            // Nothing is kept of it, which the caller checks.
        }
    }

    @Test
    void cacheOfGoodTokensIsBounded() throws Exception {
        VerificationCache<String> cache = new VerificationCache<>();
        for (int i = 0; i < 3 * VerificationCache.MAX_ENTRIES; i++) {
            cache.get("good-" + i, text -> text);
        }
        assertThat(cache.size()).isLessThanOrEqualTo(VerificationCache.MAX_ENTRIES);
    }
}
