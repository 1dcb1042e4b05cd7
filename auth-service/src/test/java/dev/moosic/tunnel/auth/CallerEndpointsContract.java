package dev.moosic.tunnel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.auth.EndpointClient.Answer;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.ClientKey;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.Invite;
import dev.moosic.tunnel.testing.FixedClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every auth service must answer about callers and its keys, whether it is embedded, a program of its own, or behind a tunnel server. */
public abstract class CallerEndpointsContract {
    static final ClientId LIVING_ROOM = new ClientId("living-room");
    static final Grants GRANTS = Grants.parse(List.of("http", "tcp:22022"));

    /** What the service under test takes for its operator's credential. */
    protected static final String OPERATOR = "operator-credential-of-a-test";

    private static final String REGISTER = MoosicBoxEndpoints.REGISTER_CLIENT;
    private static final String SIGNATURE = MoosicBoxEndpoints.SIGNATURE_TOKEN;
    private static final String VALIDATE = MoosicBoxEndpoints.VALIDATE_SIGNATURE_TOKEN;
    private static final String MAGIC = AuthEndpoints.MAGIC_TOKEN_PATH;
    private static final String HOME = "clientId=living-room";

    @TempDir
    protected Path folder;

    protected final FixedClock clock = new FixedClock();

    /** The service under test, ready, on {@link #clock}. */
    protected abstract ServerAuth auth();

    /** Speaks to it. */
    protected abstract EndpointClient http();

    final Invite invite() throws Exception {
        return auth().createInvite(LIVING_ROOM, GRANTS, Duration.ofHours(1)).get(20, TimeUnit.SECONDS);
    }

    final ClientKey enrolled() throws Exception {
        ClientKey key = ClientKey.generate();
        assertThat(http().enrol(invite(), key.publicJwk()).status()).isEqualTo(200);
        return key;
    }

    final String assertion(ClientKey key) {
        return key.assertion(LIVING_ROOM, auth().issuer(), clock.instant());
    }

    static void assertProblem(Answer answer, int status, String code, String detail) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
        assertThat(answer.json().path("detail").asText()).contains(detail);
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
    void moosicBoxClientOfAnotherSpellingIsToldSo() {
        registered("living-room");
        assertProblem(
                http().ask("POST", REGISTER, "clientId=Living-Room", OPERATOR),
                409,
                "client_unusable",
                "differs from \"Living-Room\" only in case exists");
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
