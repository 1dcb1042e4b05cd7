package dev.moosic.tunnel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.auth.EndpointClient.Answer;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.ClientKey;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.Invite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every auth service must answer, whether it is embedded or a program of its own. */
public abstract class AuthEndpointsContract {
    private static final ClientId LIVING_ROOM = new ClientId("living-room");
    private static final Grants GRANTS = Grants.parse(List.of("http", "tcp:22022"));

    /** What the service under test takes for its operator's credential. */
    protected static final String OPERATOR = "operator-credential-of-a-test";

    private static final String REGISTER = MoosicBoxEndpoints.REGISTER_CLIENT;
    private static final String SIGNATURE = MoosicBoxEndpoints.SIGNATURE_TOKEN;
    private static final String VALIDATE = MoosicBoxEndpoints.VALIDATE_SIGNATURE_TOKEN;
    private static final String MAGIC = AuthEndpoints.MAGIC_TOKEN_PATH;
    private static final String HOME = "clientId=living-room";

    @TempDir
    protected Path folder;

    protected final MutableClock clock = new MutableClock();

    /** The service under test, ready, on {@link #clock}. */
    protected abstract AuthService auth();

    /** Speaks to it. */
    protected abstract EndpointClient http();

    private Invite invite() throws Exception {
        return auth().createInvite(LIVING_ROOM, GRANTS, Duration.ofHours(1)).get(20, TimeUnit.SECONDS);
    }

    private ClientKey enrolled() throws Exception {
        ClientKey key = ClientKey.generate();
        assertThat(http().enrol(invite(), key.publicJwk()).status()).isEqualTo(200);
        return key;
    }

    private String assertion(ClientKey key) {
        return key.assertion(LIVING_ROOM, auth().issuer(), clock.instant());
    }

    private static void assertProblem(Answer answer, int status, String code, String detail) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
        assertThat(answer.json().path("detail").asText()).contains(detail);
    }

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
                type + "&client_assertion=x&grant_type=password",
                "%zz=1",
                "client_id=a&client_secret=b")) {
            Answer answer = http().send("POST", path, FormBody.TYPE, body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.json().path("error").asText()).isEqualTo("invalid_request");
        }
        assertRefused(http().requestToken("no-jwt"), 401, "invalid_client", "malformed", "not a token");
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

    private String registered(String clientId) {
        Answer answer = http().ask("POST", REGISTER, "clientId=" + clientId, OPERATOR);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().path("token").asText();
    }

    private String signatureToken(String clientToken) {
        return http().ask("POST", SIGNATURE, HOME, clientToken)
                .json()
                .path("token")
                .asText();
    }

    @Test
    void moosicBoxClientIsRegisteredByTheOperatorAlone() throws Exception {
        String token = registered("living-room");
        assertThat(token).startsWith("mb.c.").hasSizeGreaterThan(26);
        assertThat(auth().clients().get(20, TimeUnit.SECONDS))
                .singleElement()
                .satisfies(client -> assertThat(client.grants().toList()).isEmpty());
        for (String shown : List.of("", "Bearer ", token, "Bearer " + token, OPERATOR + "x", "Basic " + OPERATOR)) {
            Answer refused = http().ask("POST", REGISTER, HOME, shown);
            assertProblem(refused, 401, "bad_signature", "admin credential");
            assertThat(refused.header("www-authenticate")).startsWith("Bearer");
        }
    }

    @Test
    void moosicBoxAuthorizationIsRawOrBearer() {
        String token = registered("living-room");
        for (String shown : List.of(token, "Bearer " + token, "bearer " + token)) {
            assertThat(http().ask("POST", SIGNATURE, HOME, shown).status()).isEqualTo(200);
        }
        assertThat(http().ask("POST", REGISTER, HOME, "Bearer " + OPERATOR).status())
                .isEqualTo(200);
    }

    @Test
    void signatureTokenValidatesForItsClientAndTwoWeeks() {
        String token = signatureToken(registered("living-room"));
        assertThat(token).startsWith("mb.s.");
        for (String method : List.of("POST", "HEAD")) {
            assertThat(http().ask(method, VALIDATE, HOME + "&signature=" + token, "")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(http().ask("POST", VALIDATE, HOME + "&signature=" + token, "")
                        .text())
                .isEqualTo("{\"valid\":true}");
        registered("attic");
        assertProblem(
                http().ask("POST", VALIDATE, "clientId=attic&signature=" + token, ""),
                401,
                "wrong_request",
                "another client");
        assertThat(http().ask("POST", VALIDATE, HOME + "&signature=" + token + "A", "")
                        .status())
                .isEqualTo(401);
        clock.advance(Duration.ofDays(14));
        assertProblem(
                http().ask("POST", VALIDATE, HOME + "&signature=" + token, ""), 401, "expired", "2026-03-15T12:00:00Z");
    }

    @Test
    void noKindOfMoosicBoxTokenPassesForAnother() {
        String access = registered("living-room");
        String signature = signatureToken(access);
        assertThat(http().ask("POST", SIGNATURE, HOME, signature).status()).isEqualTo(401);
        assertThat(http().ask("POST", VALIDATE, HOME + "&signature=" + access, "")
                        .status())
                .isEqualTo(401);
        assertThat(http().requestToken(access).status()).isEqualTo(401);
        for (String token : List.of(access, signature)) {
            assertThatThrownBy(() -> auth().tokenVerifier().verifyTunnel(token))
                    .isInstanceOf(InvalidTokenException.class);
            assertThatThrownBy(() -> auth().tokenVerifier().verifyCaller(token))
                    .isInstanceOf(InvalidTokenException.class);
        }
    }

    @Test
    void headMakesNothing() throws Exception {
        assertThat(http().ask("HEAD", REGISTER, HOME, OPERATOR).status()).isEqualTo(200);
        assertThat(auth().clients().get(20, TimeUnit.SECONDS)).isEmpty();
        assertThat(http().ask("HEAD", REGISTER, HOME, "wrong").status()).isEqualTo(401);
        assertThat(http().ask("HEAD", SIGNATURE, HOME, registered("living-room"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void magicTokenIsRegisteredOnceAndForOneClient() throws Exception {
        String token = registered("living-room");
        String magic = "magicToken=0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";
        for (int i = 0; i < 2; i++) {
            Answer answer = http().ask("POST", MAGIC, HOME + "&" + magic, token);
            assertThat(answer.text()).isEqualTo("{\"success\":true}");
        }
        assertThat(auth().moosicBoxTokens()
                        .find(MoosicBoxToken.Kind.MAGIC, "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9")
                        .get(20, TimeUnit.SECONDS)
                        .clientId())
                .isEqualTo(LIVING_ROOM);
        assertProblem(
                http().ask("POST", MAGIC, "clientId=attic&" + magic, registered("attic")),
                401,
                "wrong_request",
                "another client");
        assertProblem(http().ask("POST", MAGIC, HOME + "&magicToken=1234", token), 400, "malformed", "16-256");
        assertProblem(
                http().ask("POST", MAGIC, HOME + "&magicToken=mb.c.0123456789012345", token), 400, "malformed", "mb.");
    }

    @Test
    void moosicBoxRequestWithoutClientIsMalformed() {
        String token = registered("living-room");
        for (String path : List.of(REGISTER, SIGNATURE, VALIDATE, MAGIC)) {
            assertProblem(http().ask("POST", path, "signature=x&magicToken=x", token), 400, "malformed", "clientId=ID");
            assertThat(http().ask("POST", path, "clientId=../x", token).status())
                    .isEqualTo(400);
            assertThat(http().ask("POST", path, HOME + "&" + HOME, token).status())
                    .isEqualTo(400);
        }
        assertThat(http().ask("DELETE", REGISTER, HOME, OPERATOR).header("allow"))
                .isEqualTo("POST, HEAD");
    }

    @Test
    void revokedClientLosesItsMoosicBoxTokensAndMayHaveNoneBeforeItEnrolsAgain() throws Exception {
        String access = registered("living-room");
        String signature = signatureToken(access);
        assertThat(auth().revoke(LIVING_ROOM).get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(http().ask("POST", SIGNATURE, HOME, access).status()).isEqualTo(401);
        assertThat(http().ask("POST", VALIDATE, HOME + "&signature=" + signature, "")
                        .status())
                .isEqualTo(401);
        assertProblem(http().ask("POST", REGISTER, HOME, OPERATOR), 409, "client_unusable", "was revoked");
        enrolled();
        assertThat(http().ask("POST", SIGNATURE, HOME, access).status())
                .as("what was revoked stays so")
                .isEqualTo(401);
        assertThat(signatureToken(registered("living-room"))).startsWith("mb.s.");
    }

    private String apiToken() throws Exception {
        registered("living-room");
        return auth().issueApiToken(ApiTokenTerms.forClients(List.of(LIVING_ROOM), Duration.ofHours(1)))
                .get(20, TimeUnit.SECONDS)
                .token();
    }

    private Answer introspect(String token) {
        return http().form(AuthEndpoints.INTROSPECT_PATH, token, "Bearer " + OPERATOR);
    }

    @Test
    void holderEndsItsApiTokenAtOnce() throws Exception {
        String token = apiToken();
        String other = apiToken();
        assertThat(http().form(AuthEndpoints.REVOKE_PATH, token, "").status()).isEqualTo(200);
        assertThatThrownBy(() -> auth().tokenVerifier().verifyCaller(token)).hasMessageContaining("was revoked");
        assertThat(auth().tokenVerifier().verifyCaller(other).allows(LIVING_ROOM))
                .isTrue();
        assertThat(http().form(AuthEndpoints.REVOKE_PATH, token, "").status())
                .as("a second time is no error")
                .isEqualTo(200);
    }

    @Test
    void holderEndsItsMoosicBoxToken() {
        String access = registered("living-room");
        String signature = signatureToken(access);
        assertThat(http().form(AuthEndpoints.REVOKE_PATH, signature, "").status())
                .isEqualTo(200);
        assertThat(http().ask("POST", VALIDATE, HOME + "&signature=" + signature, "")
                        .status())
                .isEqualTo(401);
        assertThat(http().ask("POST", SIGNATURE, HOME, access).status()).isEqualTo(200);
        assertThat(http().form(AuthEndpoints.REVOKE_PATH, access, "").status()).isEqualTo(200);
        assertThat(http().ask("POST", SIGNATURE, HOME, access).status()).isEqualTo(401);
    }

    @Test
    void revocationSaysNothingOfWhatIsNoToken() throws Exception {
        Answer malformed = http().send("POST", AuthEndpoints.REVOKE_PATH, FormBody.TYPE, "");
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(malformed.json().path("error").asText()).isEqualTo("invalid_request");
        String tunnel =
                http().requestToken(assertion(enrolled())).json().path("token").asText();
        Answer unsupported = http().form(AuthEndpoints.REVOKE_PATH, tunnel, "");
        assertThat(unsupported.status()).isEqualTo(400);
        assertThat(unsupported.json().path("error").asText()).isEqualTo("unsupported_token_type");
        for (int i = 2; i < FailureLimiter.MAX_FAILURES; i++) {
            assertThat(http().form(AuthEndpoints.REVOKE_PATH, "forged" + i, "").status())
                    .isEqualTo(200);
        }
        assertThat(http().form(AuthEndpoints.REVOKE_PATH, "forged", "").status())
                .as("guessing is slow")
                .isEqualTo(429);
    }

    @Test
    void introspectionIsTheOperators() throws Exception {
        String token = apiToken();
        for (String shown : List.of("", token, "Bearer " + token, "wrong")) {
            assertProblem(
                    http().form(AuthEndpoints.INTROSPECT_PATH, token, shown), 401, "operator_only", "admin credential");
        }
        Answer active = introspect(token);
        assertThat(active.json().path("active").asBoolean()).isTrue();
        assertThat(active.json().path("token_type").asText()).isEqualTo("api+jwt");
        assertThat(active.json().path("clients").toString()).isEqualTo("[\"living-room\"]");
        assertThat(active.json().path("exp").asLong()
                        - active.json().path("iat").asLong())
                .isEqualTo(3_600);
        assertThat(active.text()).doesNotContain(token.substring(0, 20));
    }

    @Test
    void introspectionKnowsEveryKindAndWhetherItIsGood() throws Exception {
        String tunnel =
                http().requestToken(assertion(enrolled())).json().path("token").asText();
        assertThat(introspect(tunnel).json().path("client_id").asText()).isEqualTo("living-room");
        assertThat(introspect(tunnel).json().path("grants").toString()).isEqualTo("[\"http\",\"tcp:22022\"]");
        String access = registered("living-room");
        assertThat(introspect(access).json().path("token_type").asText()).isEqualTo("moosicbox-client-access");
        assertThat(introspect(signatureToken(access)).json().path("exp").asLong())
                .isEqualTo(clock.instant().plus(Duration.ofDays(14)).getEpochSecond());
        String token = apiToken();
        http().form(AuthEndpoints.REVOKE_PATH, token, "");
        for (String bad : List.of(token, "forged", access + "x", "a.b.c")) {
            assertThat(introspect(bad).text()).as(bad).isEqualTo("{\"active\":false}");
        }
        clock.advance(Duration.ofMinutes(11));
        assertThat(introspect(tunnel).text()).isEqualTo("{\"active\":false}");
        assertThat(http().send("POST", AuthEndpoints.INTROSPECT_PATH, FormBody.TYPE, "token=x")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void operatorRotatesKeysOnDemand() throws Exception {
        String before = apiToken();
        assertThat(http().ask("POST", AuthEndpoints.ROTATE_KEYS_PATH, "a=b", "").status())
                .isEqualTo(401);
        Answer answer = http().ask("POST", AuthEndpoints.ROTATE_KEYS_PATH, "a=b", OPERATOR);
        assertThat(answer.text()).isEqualTo("{\"signs_from\":\"2026-03-01T12:01:00Z\"}");
        assertThat(http().get(AuthEndpoints.JWKS_PATH).json().path("keys")).hasSize(2);
        clock.advance(Duration.ofMinutes(2));
        String after = apiToken();
        assertThat(after.split("\\.")[0]).as("another kid").isNotEqualTo(before.split("\\.")[0]);
        for (String token : List.of(before, after)) {
            assertThat(auth().tokenVerifier().verifyCaller(token).allows(LIVING_ROOM))
                    .isTrue();
        }
    }

    @Test
    void metadataNamesTheEndpoints() {
        Answer metadata = http().get(AuthEndpoints.METADATA_PATH);
        assertThat(metadata.json().path("revocation_endpoint").asText()).endsWith("/auth/revoke");
        assertThat(metadata.json().path("introspection_endpoint").asText()).endsWith("/auth/introspect");
        assertThat(metadata.json().path("jwks_uri").asText()).endsWith("/.well-known/jwks.json");
    }

    @Test
    void callersThatFailDoNotKeepAClientBehindTheSameAddressFromItsToken() throws Exception {
        ClientKey key = enrolled();
        for (int i = 0; i < FailureLimiter.MAX_FAILURES; i++) {
            assertThat(http().ask("POST", VALIDATE, HOME + "&signature=mb.s.stale", "")
                            .status())
                    .isEqualTo(401);
        }
        assertThat(http().ask("POST", VALIDATE, HOME + "&signature=mb.s.stale", "")
                        .status())
                .isEqualTo(429);
        assertThat(http().requestToken(assertion(key)).status()).isEqualTo(200);
    }
}
