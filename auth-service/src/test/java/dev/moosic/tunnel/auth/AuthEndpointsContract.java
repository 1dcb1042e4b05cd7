package dev.moosic.tunnel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.auth.EndpointClient.Answer;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.ClientKey;
import dev.moosic.tunnel.protocol.identity.Invite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same, and what clients ask for. */
public abstract class AuthEndpointsContract extends CallerEndpointsContract {
    private static void assertRefused(Answer answer, int status, String error, String reason, String description) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().path("error").asText()).isEqualTo(error);
        assertThat(answer.json().path("reason").asText()).isEqualTo(reason);
        assertThat(answer.json().path("error_description").asText()).contains(description);
    }

    @Test
    void enrolmentRegistersTheKeyAndTellsWhatItIsGoodFor() throws Exception {
        Answer answer = http().enrol(invite(), ClientKey.generate().publicJwk());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("client_id").asText()).isEqualTo("living-room");
        assertThat(answer.json().path("issuer").asText()).isEqualTo(auth().issuer());
        assertThat(answer.json().path("grants").toString()).isEqualTo("[\"http\",\"tcp:22022\"]");
        assertThat(answer.json().path("servers")).isNotEmpty();
    }

    @Test
    void lostAnswerToAnEnrolmentCanBeAskedForAgain() throws Exception {
        Invite invite = invite();
        ClientKey key = ClientKey.generate();
        Answer first = http().enrol(invite, key.publicJwk());
        Answer again = http().enrol(invite, key.publicJwk());
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(http().requestToken(assertion(key)).status()).isEqualTo(200);
    }

    @Test
    void usedInviteSaysSo() throws Exception {
        Invite invite = invite();
        ClientKey first = ClientKey.generate();
        http().enrol(invite, first.publicJwk());
        Answer answer = http().enrol(invite, ClientKey.generate().publicJwk());
        assertProblem(answer, 409, "invite_used", "was used at 2026-03-01T12:00:00Z");
        assertThat(http().requestToken(assertion(first)).status()).isEqualTo(200);
    }

    @Test
    void expiredInviteSaysSo() throws Exception {
        Invite invite = invite();
        clock.advance(Duration.ofHours(1));
        Answer answer = http().enrol(invite, ClientKey.generate().publicJwk());
        assertProblem(answer, 410, "invite_expired", "expired at 2026-03-01T13:00:00Z");
    }

    @Test
    void alteredInviteSaysSo() throws Exception {
        Invite invite = invite();
        String jwk = ClientKey.generate().publicJwk().json();
        assertProblem(http().enrol(invite.code() + "A", "living-room", jwk), 404, "invite_unknown", "altered");
        assertProblem(http().enrol(invite.code(), "attic", jwk), 400, "invite_altered", "another client id");
        assertThat(http().enrol(invite.code(), "living-room", jwk).status())
                .as("still good")
                .isEqualTo(200);
    }

    @Test
    void onlyPublicEd25519KeysAreTaken() throws Exception {
        Invite invite = invite();
        Path file = folder.resolve("key.jwk");
        ClientKey.generate().save(file);
        assertProblem(
                http().enrol(invite.code(), "living-room", Files.readString(file)), 400, "malformed", "private key");
        for (String jwk : List.of(
                "{}",
                "7",
                "\"x\"",
                "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\"}",
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}")) {
            assertThat(http().enrol(invite.code(), "living-room", jwk).status())
                    .as(jwk)
                    .isEqualTo(400);
        }
        assertThat(http().enrol(invite, ClientKey.generate().publicJwk()).status())
                .isEqualTo(200);
    }

    @Test
    void malformedEnrolmentSaysWhatIsExpected() {
        for (String body : List.of("", "{", "[]", "{\"code\":1,\"client_id\":\"a\",\"jwk\":{}}", "\u0000", "{}")) {
            Answer answer = http().send("POST", AuthEndpoints.ENROLL_PATH, "application/json", body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.json().path("code").asText()).isEqualTo("malformed");
        }
        String oddId = "{\"code\":\"x\",\"client_id\":\"../etc\",\"jwk\":{\"kty\":\"OKP\"}}";
        assertProblem(
                http().send("POST", AuthEndpoints.ENROLL_PATH, "application/json", oddId),
                400,
                "malformed",
                "client id");
    }

    @Test
    void bothTokenEndpointsIssueTokens() throws Exception {
        ClientKey key = enrolled();
        Answer seed = http().requestToken(assertion(key));
        assertThat(seed.json().fieldNames()).toIterable().containsExactly("token", "host", "expires_in");
        assertThat(seed.header("cache-control")).isEqualTo("no-store");
        Answer oauth = http().requestToken(AuthEndpoints.TOKEN_PATH, assertion(key));
        assertThat(oauth.json().path("token_type").asText()).isEqualTo("Bearer");
        assertThat(oauth.json().path("expires_in").asInt()).isEqualTo(600);
        for (String token : List.of(
                seed.json().path("token").asText(),
                oauth.json().path("access_token").asText())) {
            assertThat(auth().tokenVerifier().verifyTunnel(token).clientId()).isEqualTo(LIVING_ROOM);
        }
    }

    @Test
    void assertionIsGoodOnce() throws Exception {
        String assertion = assertion(enrolled());
        assertThat(http().requestToken(assertion).status()).isEqualTo(200);
        for (String path : List.of(AuthEndpoints.REQUEST_TOKEN_PATH, AuthEndpoints.TOKEN_PATH)) {
            assertRefused(http().requestToken(path, assertion), 401, "invalid_client", "wrong_request", "used before");
        }
    }

    @Test
    void strangersLearnNothingAboutWhichClientsExist() throws Exception {
        enrolled();
        ClientKey stranger = ClientKey.generate();
        Answer wrongKey = http().requestToken(assertion(stranger));
        Answer noClient =
                http().requestToken(stranger.assertion(new ClientId("attic"), auth().issuer(), clock.instant()));
        assertRefused(wrongKey, 401, "invalid_client", "unknown_key", "enrol with a new invite");
        assertThat(noClient.status()).isEqualTo(wrongKey.status());
        assertThat(noClient.text()).isEqualTo(wrongKey.text());
    }

    @Test
    void wrongClockIsToldWithTheRightTime() throws Exception {
        ClientKey key = enrolled();
        String late =
                key.assertion(LIVING_ROOM, auth().issuer(), clock.instant().minusSeconds(3_600));
        Answer answer = http().requestToken(late);
        assertRefused(answer, 401, "invalid_client", "expired", "expired 3540 s ago");
        assertThat(ZonedDateTime.parse(answer.header("date"), DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant())
                .isEqualTo(clock.instant());
        String early =
                key.assertion(LIVING_ROOM, auth().issuer(), clock.instant().plusSeconds(3_600));
        assertRefused(http().requestToken(early), 401, "invalid_client", "not_yet_valid", "only in 3600 s");
    }

    @Test
    void assertionForAnotherServerIsRefused() throws Exception {
        String assertion = enrolled().assertion(LIVING_ROOM, "urn:uuid:other", clock.instant());
        assertRefused(http().requestToken(assertion), 401, "invalid_client", "wrong_server", "another server");
    }

    @Test
    void keyReplacedByALaterEnrolmentIsVoid() throws Exception {
        ClientKey lost = enrolled();
        ClientKey found = enrolled();
        assertThat(http().requestToken(assertion(lost)).status()).isEqualTo(401);
        assertThat(http().requestToken(assertion(found)).status()).isEqualTo(200);
    }

    @Test
    void malformedTokenRequestSaysWhatIsExpected() throws Exception {
        String path = AuthEndpoints.REQUEST_TOKEN_PATH;
        String type = "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
        assertRefused(
                http().send("POST", path, "application/json", "{}"),
                400,
                "invalid_request",
                "malformed",
                FormBody.TYPE);
        for (String body : List.of(
                "",
                "&&&",
                "client_assertion=x",
                type,
                type + "&" + type + "&client_assertion=x",
                "%zz=1",
                "client_id=a&client_secret=b")) {
            Answer answer = http().send("POST", path, FormBody.TYPE, body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.json().path("error").asText()).isEqualTo("invalid_request");
        }
        assertRefused(http().requestToken("no-jwt"), 401, "invalid_client", "malformed", "not a token");
    }

    @Test
    void grantTypeIsRequiredWhereOAuthLibrariesAskAndTheOnlyOneIsNamed() throws Exception {
        ClientKey key = enrolled();
        for (String path : List.of(AuthEndpoints.TOKEN_PATH, AuthEndpoints.REQUEST_TOKEN_PATH)) {
            assertRefused(
                    http().requestToken(path, "grant_type=password&", assertion(key)),
                    400,
                    "unsupported_grant_type",
                    "malformed",
                    "the only grant_type is client_credentials");
        }
        for (String none : List.of("", "grant_type=&")) {
            assertRefused(
                    http().requestToken(AuthEndpoints.TOKEN_PATH, none, assertion(key)),
                    400,
                    "invalid_request",
                    "malformed",
                    "grant_type=client_credentials");
            assertThat(http().requestToken(AuthEndpoints.REQUEST_TOKEN_PATH, none, assertion(key))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void documentsArePublic() {
        Answer jwks = http().get(AuthEndpoints.JWKS_PATH);
        assertThat(jwks.status()).isEqualTo(200);
        assertThat(jwks.text()).isEqualTo(auth().publicKeys());
        assertThat(jwks.json().path("keys").path(0).path("d").isMissingNode()).isTrue();
        Answer metadata = http().get(AuthEndpoints.METADATA_PATH);
        assertThat(metadata.json().path("issuer").asText()).isEqualTo(auth().issuer());
        assertThat(metadata.json().path("token_endpoint").asText()).endsWith("/auth/token");
        assertThat(http().send("HEAD", AuthEndpoints.JWKS_PATH, "", "").status())
                .isEqualTo(200);
    }

    @Test
    void otherMethodsAndPathsAreRefused() {
        assertProblem(http().get(AuthEndpoints.REQUEST_TOKEN_PATH), 405, "method_not_allowed", "POST");
        assertThat(http().get(AuthEndpoints.ENROLL_PATH).header("allow")).isEqualTo("POST");
        assertThat(http().send("POST", AuthEndpoints.JWKS_PATH, "", "").header("allow"))
                .isEqualTo("GET, HEAD");
        assertProblem(http().get("/auth/enroll/"), 404, "not_found", "nothing");
    }

    @Test
    void bodiesAreBounded() {
        Answer answer = http().send(
                        "POST",
                        AuthEndpoints.ENROLL_PATH,
                        "application/json",
                        new byte[AuthEndpoints.MAX_BODY_BYTES + 1]);
        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void addressThatFailsTooOftenWaits() throws Exception {
        ClientKey key = enrolled();
        for (int i = 0; i < FailureLimiter.MAX_FAILURES; i++) {
            assertThat(http().requestToken("forged").status()).isEqualTo(401);
        }
        Answer blocked = http().requestToken(assertion(key));
        assertProblem(blocked, 429, "too_many_failures", "wait");
        assertThat(blocked.header("retry-after")).isEqualTo("60");
        assertThat(http().get(AuthEndpoints.JWKS_PATH).status())
                .as("documents are not limited")
                .isEqualTo(200);
        clock.advance(FailureLimiter.WINDOW.plusSeconds(1));
        assertThat(http().requestToken(assertion(key)).status()).isEqualTo(200);
    }
}
