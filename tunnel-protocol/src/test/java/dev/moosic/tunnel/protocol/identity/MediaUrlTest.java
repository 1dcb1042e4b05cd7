package dev.moosic.tunnel.protocol.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import dev.moosic.tunnel.testing.FixedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MediaUrlTest {
    private static final ClientId LIVING_ROOM = new ClientId("living-room");
    private static final MediaUrl TRACK = new MediaUrl(
            "tunnel.example.com:8000", LIVING_ROOM, "/files/track", "clientId=living-room&trackId=7&quality=HIGH");
    private static final Instant EXPIRY = FixedClock.START.plusSeconds(3_600);

    private final TestIssuer issuer = new TestIssuer();
    private final FixedClock clock = new FixedClock();
    private final MediaUrlVerifier verifier = new MediaUrlVerifier(issuer, clock);
    private final String signature = TRACK.sign(EXPIRY, 0, issuer.kid, issuer.pair.getPrivate());

    private void assertRefused(Reason reason, String method, MediaUrl url, String value) {
        assertThatThrownBy(() -> verifier.verify(method, url, value))
                .isInstanceOfSatisfying(InvalidTokenException.class, refusal -> {
                    assertThat(refusal.reason()).isEqualTo(reason);
                    assertThat(refusal.getMessage()).doesNotContain(value.substring(value.length() / 2));
                });
    }

    static Stream<Arguments> sameRequests() {
        return Stream.of(
                arguments("GET", TRACK.host(), TRACK.query()),
                arguments("HEAD", TRACK.host(), TRACK.query()),
                arguments("GET", "Tunnel.Example.COM:8000", TRACK.query()),
                arguments("GET", "tunnel.example.com.:8000", TRACK.query()),
                arguments("GET", TRACK.host(), "trackId=7&quality=HIGH"),
                arguments("GET", TRACK.host(), "trackId=7&clientId=living-room&signature=m1.x&quality=HIGH"),
                arguments("GET", TRACK.host(), "trackId=7&quality=HIGH&signature=m1.x&clientId=living-room"));
    }

    @ParameterizedTest
    @MethodSource("sameRequests")
    void signatureOpensTheSameRequest(String method, String host, String query) throws Exception {
        MediaUrl url = new MediaUrl(host, LIVING_ROOM, TRACK.path(), query);
        assertThat(verifier.verify(method, url, signature)).isEqualTo(EXPIRY);
        verifier.verify(method, url, signature);
        assertThat(issuer.keyLookups).as("verified once").hasValue(1);
    }

    static Stream<MediaUrl> otherRequests() {
        String host = TRACK.host();
        String query = TRACK.query();
        return Stream.of(
                new MediaUrl("other.example.com:8000", LIVING_ROOM, TRACK.path(), query),
                new MediaUrl("tunnel.example.com:8001", LIVING_ROOM, TRACK.path(), query),
                new MediaUrl("tunnel.example.com", LIVING_ROOM, TRACK.path(), query),
                new MediaUrl(host, new ClientId("attic"), TRACK.path(), query),
                new MediaUrl(host, LIVING_ROOM, "/files/track/", query),
                new MediaUrl(host, LIVING_ROOM, "/files/Track", query),
                new MediaUrl(host, LIVING_ROOM, "/files/trac%6b", query),
                new MediaUrl(host, LIVING_ROOM, "/files/./track", query),
                new MediaUrl(host, LIVING_ROOM, TRACK.path(), "trackId=8&quality=HIGH"),
                new MediaUrl(host, LIVING_ROOM, TRACK.path(), "quality=HIGH&trackId=7"),
                new MediaUrl(host, LIVING_ROOM, TRACK.path(), "trackId=7&quality=HIGH&x=1"),
                new MediaUrl(host, LIVING_ROOM, TRACK.path(), "trackId=7"),
                new MediaUrl(host, LIVING_ROOM, TRACK.path(), "trackId=7&quality=HIGH&"),
                new MediaUrl(host, LIVING_ROOM, TRACK.path(), "trackId=7&quality=HIGH&Signature=x"),
                new MediaUrl(host, LIVING_ROOM, TRACK.path(), null));
    }

    @ParameterizedTest
    @MethodSource("otherRequests")
    void signatureOpensNoOtherRequest(MediaUrl other) {
        assertRefused(Reason.BAD_SIGNATURE, "GET", other, signature);
    }

    @ParameterizedTest
    @MethodSource("otherRequests")
    void whatWasVerifiedOpensNoOtherRequest(MediaUrl other) throws Exception {
        verifier.verify("GET", TRACK, signature);
        assertRefused(Reason.BAD_SIGNATURE, "GET", other, signature);
    }

    @Test
    void methodsThatChangeAnythingNeedAToken() throws Exception {
        verifier.verify("GET", TRACK, signature);
        for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "get", ""}) {
            assertRefused(Reason.WRONG_REQUEST, method, TRACK, signature);
        }
    }

    @Test
    void signatureEnds() throws Exception {
        verifier.verify("GET", TRACK, signature);
        clock.advance(Duration.ofSeconds(3_629));
        verifier.verify("GET", TRACK, signature);
        clock.advance(Duration.ofSeconds(1));
        assertRefused(Reason.EXPIRED, "GET", TRACK, signature);
    }

    @Test
    void expiryAndGenerationAreSigned() {
        String[] parts = signature.split("\\.");
        parts[2] = Long.toString(EXPIRY.getEpochSecond() + 1);
        assertRefused(Reason.BAD_SIGNATURE, "GET", TRACK, String.join(".", parts));
        parts = signature.split("\\.");
        parts[3] = "9";
        assertRefused(Reason.BAD_SIGNATURE, "GET", TRACK, String.join(".", parts));
        parts = signature.split("\\.");
        parts[1] = "other";
        assertRefused(Reason.UNKNOWN_KEY, "GET", TRACK, String.join(".", parts));
    }

    @Test
    void revocationReachesVerifiedUrls() throws Exception {
        verifier.verify("GET", TRACK, signature);
        issuer.generations.put(LIVING_ROOM, 1L);
        assertRefused(Reason.REVOKED, "GET", TRACK, signature);
    }

    @Test
    void otherFormsAreRefused() {
        for (String value : new String[] {
            "",
            "m1",
            "mb.abc",
            signature + "A",
            signature.substring(0, signature.length() - 1),
            signature.replace("m1.", "m2."),
            TokenForge.caller(issuer).token()
        }) {
            assertThatThrownBy(() -> verifier.verify("GET", TRACK, value))
                    .hasFieldOrPropertyWithValue("reason", Reason.MALFORMED);
        }
    }

    /** Both are signed with one key, and whoever has a URL signed chooses its query. */
    @Test
    void signatureIsNoToken() {
        TokenVerifier tokens = new TokenVerifier(issuer, clock);
        assertThatThrownBy(() -> tokens.verifyCaller(signature))
                .hasFieldOrPropertyWithValue("reason", Reason.MALFORMED);
        String chosen = TokenForge.caller(issuer).unsigned();
        String signed = new MediaUrl(TRACK.host(), LIVING_ROOM, TRACK.path(), chosen)
                .sign(EXPIRY, 0, issuer.kid, issuer.pair.getPrivate());
        assertThatThrownBy(() -> tokens.verifyCaller(chosen + signed.substring(signed.lastIndexOf('.'))))
                .hasFieldOrPropertyWithValue("reason", Reason.BAD_SIGNATURE);
    }

    @Test
    void lineBreaksCannotMoveAPartIntoTheNext() {
        assertThatThrownBy(() -> new MediaUrl("h", LIVING_ROOM, "/a\n/b", null)).hasMessageContaining("line breaks");
    }
}
