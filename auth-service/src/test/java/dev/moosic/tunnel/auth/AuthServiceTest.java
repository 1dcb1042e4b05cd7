package dev.moosic.tunnel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.audit.AuditEvent;
import dev.moosic.tunnel.protocol.identity.CallerClaims;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.ClientKey;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import dev.moosic.tunnel.protocol.identity.Invite;
import dev.moosic.tunnel.protocol.identity.MediaUrl;
import dev.moosic.tunnel.protocol.identity.TunnelClaims;
import dev.moosic.tunnel.testing.FixedClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthServiceTest {
    private static final ClientId LIVING_ROOM = new ClientId("living-room");
    private static final Grants GRANTS = Grants.parse(List.of("http", "tcp:22022"));
    private static final AuthSettings SETTINGS =
            AuthSettings.of(() -> List.of(URI.create("https://tunnel.example.com:8000")));

    @TempDir
    Path folder;

    private final FixedClock clock = new FixedClock();
    private Database database;
    private AuthService auth;
    private EndpointClient http;

    @BeforeEach
    void open() throws Exception {
        database = Database.open(DatabaseSettings.embedded(folder));
        auth = AuthService.open(SETTINGS, database, clock);
        auth.ready().get(20, TimeUnit.SECONDS);
        http = new EndpointClient(auth.endpoints());
    }

    @AfterEach
    void close() {
        auth.close();
        database.close();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    private ClientKey enrol(ClientId clientId) throws Exception {
        Invite invite = get(auth.createInvite(clientId, GRANTS, Duration.ofHours(1)));
        ClientKey key = ClientKey.generate();
        assertThat(http.enrol(invite, key.publicJwk()).status()).isEqualTo(200);
        return key;
    }

    private String requestToken(ClientKey key, ClientId clientId) {
        EndpointClient.Answer answer = http.requestToken(key.assertion(clientId, auth.issuer(), clock.instant()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().path("token").asText();
    }

    @Test
    void clientEnrolsAndGetsTokenWithItsGrants() throws Exception {
        ClientKey key = enrol(LIVING_ROOM);
        EndpointClient.Answer answer = http.requestToken(key.assertion(LIVING_ROOM, auth.issuer(), clock.instant()));
        assertThat(answer.json().path("host").asText()).isEqualTo("tunnel.example.com:8000");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        TunnelClaims claims =
                auth.tokenVerifier().verifyTunnel(answer.json().path("token").asText());
        assertThat(claims.clientId()).isEqualTo(LIVING_ROOM);
        assertThat(claims.grants()).isEqualTo(GRANTS);
        assertThat(claims.expiresAt()).isEqualTo(clock.instant().plus(AuthSettings.TUNNEL_TOKEN_LIFETIME));
    }

    @Test
    void revokedClientLosesEverythingAtOnceAndEveryListenerIsTold() throws Exception {
        ClientKey key = enrol(LIVING_ROOM);
        String token = requestToken(key, LIVING_ROOM);
        String apiToken = get(auth.issueApiToken(ApiTokenTerms.forClients(List.of(LIVING_ROOM), Duration.ofHours(1))))
                .token();
        MediaUrl url = new MediaUrl("tunnel.example.com:8000", LIVING_ROOM, "/a", null);
        String signature = signature(
                get(auth.signUrl("https://tunnel.example.com:8000/a?clientId=living-room", null, Duration.ofHours(1))));
        auth.tokenVerifier().verifyTunnel(token);
        auth.tokenVerifier().verifyCaller(apiToken);
        auth.mediaUrlVerifier().verify("GET", url, signature);
        Queue<ClientId> told = new ConcurrentLinkedQueue<>();
        auth.onRevoked(told::add);

        assertThat(get(auth.revoke(LIVING_ROOM))).isTrue();

        assertThat(told).containsExactly(LIVING_ROOM);
        assertRevoked(() -> auth.tokenVerifier().verifyTunnel(token));
        assertRevoked(() -> auth.tokenVerifier().verifyCaller(apiToken));
        assertRevoked(() -> auth.mediaUrlVerifier().verify("GET", url, signature));
        EndpointClient.Answer answer = http.requestToken(key.assertion(LIVING_ROOM, auth.issuer(), clock.instant()));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().path("reason").asText()).isEqualTo("revoked");
        assertThatThrownBy(() ->
                        get(auth.issueApiToken(ApiTokenTerms.forClients(List.of(LIVING_ROOM), Duration.ofHours(1)))))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("was revoked");
    }

    private static void assertRevoked(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidTokenException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REVOKED));
    }

    @Test
    void apiTokenForSeveralClientsOutlivesTheRevocationOfOne() throws Exception {
        enrol(LIVING_ROOM);
        ClientId attic = new ClientId("attic");
        enrol(attic);
        String token = get(auth.issueApiToken(
                        ApiTokenTerms.forClients(List.of(LIVING_ROOM, attic), Duration.ofHours(1))))
                .token();
        get(auth.revoke(attic));
        CallerClaims claims = auth.tokenVerifier().verifyCaller(token);
        assertThat(claims.allows(LIVING_ROOM)).isTrue();
        assertThat(claims.allows(attic)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "files", "/a b", "/a?b", "/a/../b", "/a//b", "/%2e%2e/", "/a\\b", "/a#b"})
    void pathPrefixThatNoRequestCouldPlainlyHaveIsRefused(String prefix) {
        assertThatThrownBy(() -> new ApiTokenTerms(
                        Set.of(LIVING_ROOM), Duration.ofHours(1), "api", List.of("GET"), List.of(prefix)))
                .hasMessageContaining("a path prefix begins with");
        assertThatThrownBy(() -> new ApiTokenTerms(
                        Set.of(LIVING_ROOM), Duration.ofHours(1), "api", List.of("get"), List.of("/files/")))
                .hasMessageContaining("as in GET");
    }

    @Test
    void revokedClientEnrolsAgainWithNewInvite() throws Exception {
        enrol(LIVING_ROOM);
        get(auth.revoke(LIVING_ROOM));
        ClientKey key = enrol(LIVING_ROOM);
        assertThat(auth.tokenVerifier()
                        .verifyTunnel(requestToken(key, LIVING_ROOM))
                        .generation())
                .isEqualTo(1);
    }

    @Test
    void openInviteDiesWithTheClient() throws Exception {
        Invite invite = get(auth.createInvite(LIVING_ROOM, GRANTS, Duration.ofHours(1)));
        get(auth.revoke(LIVING_ROOM));
        EndpointClient.Answer answer = http.enrol(invite, ClientKey.generate().publicJwk());
        assertThat(answer.json().path("code").asText()).isEqualTo("invite_unknown");
    }

    @Test
    void unknownClientsAreNamed() {
        assertThatThrownBy(() ->
                        get(auth.issueApiToken(ApiTokenTerms.forClients(List.of(LIVING_ROOM), Duration.ofHours(1)))))
                .hasMessageContaining("there is no client \"living-room\"");
        assertThatThrownBy(() -> get(auth.signUrl("http://h/a?clientId=living-room", null, Duration.ofHours(1))))
                .hasMessageContaining("there is no client \"living-room\"");
        assertThat(auth.revoke(LIVING_ROOM))
                .succeedsWithin(Duration.ofSeconds(20))
                .isEqualTo(false);
    }

    @Test
    void idsThatDifferOnlyInCaseAreRefused() throws Exception {
        get(auth.createInvite(LIVING_ROOM, GRANTS, Duration.ofHours(1)));
        assertThatThrownBy(() -> get(auth.createInvite(new ClientId("Living-Room"), GRANTS, Duration.ofHours(1))))
                .hasMessageContaining("only in case");
        assertThat(get(auth.clients())).hasSize(1);
    }

    @Test
    void keysRotateWithoutATokenFailing() throws Exception {
        ClientKey key = enrol(LIVING_ROOM);
        String before = requestToken(key, LIVING_ROOM);
        for (int rotation = 1; rotation <= 5; rotation++) {
            get(auth.rotateKeys());
            String meanwhile = requestToken(key, LIVING_ROOM);
            clock.advance(SigningKeyStore.KEY_LEAD);
            String after = requestToken(key, LIVING_ROOM);
            assertThat(kid(meanwhile)).as("a new key does not sign at once").isNotEqualTo(kid(after));
            for (String token : List.of(before, meanwhile, after)) {
                auth.tokenVerifier().verifyTunnel(token);
            }
            assertThat(auth.publicKeys().split("\"kid\"", -1)).hasSize(rotation + 2);
        }
    }

    private static String kid(String token) {
        return new String(java.util.Base64.getUrlDecoder().decode(token.split("\\.")[0]), StandardCharsets.UTF_8);
    }

    @Test
    void retiredKeyIsWithdrawn() throws Exception {
        String withdrawn = auth.publicKeys();
        get(auth.rotateKeys());
        clock.advance(Duration.ofDays(91));
        get(auth.rotateKeys());
        assertThat(auth.publicKeys()).doesNotContain(withdrawn.replaceAll(".*\"x\":\"([^\"]+)\".*", "$1"));
    }

    @Test
    void changedGrantsHoldForTokensOfBeforeAndAreSignedIntoTheNext() throws Exception {
        ClientKey key = enrol(LIVING_ROOM);
        String before = requestToken(key, LIVING_ROOM);
        Grants less = Grants.parse(List.of("http", "up:1MB/s"));
        Queue<ClientId> told = new ConcurrentLinkedQueue<>();
        auth.onGrantsChanged(told::add);

        assertThat(get(auth.changeGrants(LIVING_ROOM, less))).isTrue();

        assertThat(told).containsExactly(LIVING_ROOM);
        assertThat(auth.tokenVerifier().verifyTunnel(before).grants()).isEqualTo(less);
        String next = requestToken(key, LIVING_ROOM);
        assertThat(auth.tokenVerifier().verifyTunnel(next).grants()).isEqualTo(less);
        assertThat(get(auth.find(LIVING_ROOM)).orElseThrow().grants()).isEqualTo(less);
        assertThat(get(auth.changeGrants(new ClientId("nobody"), less))).isFalse();
    }

    @Test
    void aTokenNewerThanWhatANodeKnowsKeepsItsOwnGrants() throws Exception {
        ClientKey key = enrol(LIVING_ROOM);
        get(auth.changeGrants(LIVING_ROOM, Grants.NONE));
        try (AuthService behind = AuthService.open(SETTINGS, database, clock)) {
            get(behind.ready());
            get(auth.changeGrants(LIVING_ROOM, GRANTS));
            String token = requestToken(key, LIVING_ROOM);
            assertThat(behind.tokenVerifier().verifyTunnel(token).grants()).isEqualTo(GRANTS);
        }
    }

    @Test
    void enrollingAgainWithOtherGrantsHoldsForTheTokensOfBefore() throws Exception {
        String before = requestToken(enrol(LIVING_ROOM), LIVING_ROOM);
        Invite invite = get(auth.createInvite(LIVING_ROOM, Grants.NONE, Duration.ofHours(1)));
        http.enrol(invite, ClientKey.generate().publicJwk());
        clock.advance(Duration.ofSeconds(1));
        get(auth.changeGrants(new ClientId("nobody"), Grants.NONE));
        assertThat(auth.tokenVerifier().verifyTunnel(before).grants()).isEqualTo(Grants.NONE);
    }

    @Test
    void everyDecisionIsAuditedOnceAndNamesNoSecret() throws Exception {
        List<AuditEntry> decisions = new CopyOnWriteArrayList<>();
        try (AuthService audited = AuthService.open(SETTINGS, database, clock, decisions::add)) {
            get(audited.ready());
            EndpointClient client = new EndpointClient(audited.endpoints());
            Invite invite = get(audited.createInvite(LIVING_ROOM, GRANTS, Duration.ofHours(1)));
            ClientKey key = ClientKey.generate();
            client.enrol(invite, key.publicJwk());
            client.enrol(invite, ClientKey.generate().publicJwk());
            String assertion = key.assertion(LIVING_ROOM, audited.issuer(), clock.instant());
            client.requestToken(assertion);
            client.requestToken(assertion);
            get(audited.issueApiToken(ApiTokenTerms.forClients(List.of(LIVING_ROOM), Duration.ofHours(1))));
            get(audited.signUrl("https://h/a?clientId=living-room", null, Duration.ofHours(1)));
            get(audited.changeGrants(LIVING_ROOM, Grants.NONE));
            get(audited.rotateKeys());
            get(audited.revoke(LIVING_ROOM));
            get(audited.revoke(new ClientId("nobody")));
            assertThat(decisions)
                    .extracting(entry -> entry.event() + " " + entry.outcome())
                    .containsExactly(
                            "INVITE ACCEPTED",
                            "ENROL ACCEPTED",
                            "ENROL REFUSED",
                            "TOKEN ACCEPTED",
                            "TOKEN REFUSED",
                            "API_TOKEN ACCEPTED",
                            "SIGNED_URL ACCEPTED",
                            "GRANT ACCEPTED",
                            "KEY_ROTATION ACCEPTED",
                            "REVOKE ACCEPTED",
                            "REVOKE REFUSED");
            assertThat(decisions.get(2).reason()).isEqualTo("invite_used");
            assertThat(decisions.toString()).doesNotContain(invite.code(), assertion);
        }
    }

    @Test
    void decisionsNameWhoAskedForThemAndFromWhere() throws Exception {
        List<AuditEntry> decisions = new CopyOnWriteArrayList<>();
        Requester by = Requester.operator("203.0.113.7");
        ClientId nobody = new ClientId("nobody");
        try (AuthService audited = AuthService.open(SETTINGS, database, clock, decisions::add)) {
            get(audited.ready());
            get(audited.createInvite(LIVING_ROOM, GRANTS, Duration.ofHours(1), by));
            get(audited.issueApiToken(ApiTokenTerms.forClients(List.of(LIVING_ROOM), Duration.ofHours(1)), by));
            get(audited.signUrl("https://h/a?clientId=living-room", null, Duration.ofHours(1), by));
            get(audited.changeGrants(LIVING_ROOM, Grants.NONE, by));
            get(audited.changeGrants(nobody, Grants.NONE, by));
            get(audited.rotateKeys(by));
            get(audited.revoke(LIVING_ROOM, by));
            get(audited.revoke(nobody, by));
        }
        assertThat(decisions)
                .hasSize(8)
                .allSatisfy(entry -> assertThat(entry.address()).isEqualTo("203.0.113.7"));
        assertThat(decisions)
                .filteredOn(entry -> entry.event() != AuditEvent.API_TOKEN)
                .allSatisfy(entry -> assertThat(entry.subject()).isEqualTo("operator"));
    }

    @Test
    void whatTheEndpointsAcceptIsAuditedOnceAsWhatTheyRefuse() throws Exception {
        List<AuditEntry> decisions = new CopyOnWriteArrayList<>();
        AuthSettings settings = SETTINGS.withOperator("canary-operator"::equals);
        try (AuthService audited = AuthService.open(settings, database, clock, decisions::add)) {
            get(audited.ready());
            EndpointClient client = new EndpointClient(audited.endpoints());
            String home = "clientId=living-room";
            client.ask("HEAD", "/auth/register-client", home, "canary-operator");
            String access = client.ask("POST", "/auth/register-client", home, "canary-operator")
                    .json()
                    .path("token")
                    .asText();
            String signature = client.ask("POST", "/auth/signature-token", home, access)
                    .json()
                    .path("token")
                    .asText();
            for (String shown : List.of(signature, "mb.s.stale")) {
                client.ask("POST", "/auth/validate-signature-token", home + "&signature=" + shown, "");
            }
            client.form("/auth/introspect", signature, "canary-operator");
            client.form("/auth/introspect", signature, "another");
            client.ask("POST", "/auth/rotate-keys", "", "canary-operator");
            get(audited.revoke(LIVING_ROOM));
            client.ask("POST", "/auth/register-client", home, "canary-operator");
            assertThat(decisions)
                    .filteredOn(entry -> entry.event() != AuditEvent.REVOKE)
                    .extracting(entry ->
                            entry.event() + " " + entry.outcome() + " " + entry.subject() + " " + entry.reason())
                    .containsExactly(
                            "MOOSICBOX_TOKEN ACCEPTED operator asked only, for /auth/register-client",
                            "MOOSICBOX_TOKEN ACCEPTED operator client-registered",
                            "MOOSICBOX_TOKEN ACCEPTED null signature-token",
                            "MOOSICBOX_TOKEN ACCEPTED null signature-token is valid",
                            "MOOSICBOX_TOKEN REFUSED null BAD_SIGNATURE",
                            "ADMIN ACCEPTED operator POST /auth/introspect",
                            "ADMIN REFUSED null not the admin credential, for /auth/introspect",
                            "KEY_ROTATION ACCEPTED operator signs from 2026-03-01T12:01:00Z",
                            "MOOSICBOX_TOKEN REFUSED operator client_unusable");
            assertThat(decisions)
                    .filteredOn(entry -> entry.event() != AuditEvent.REVOKE)
                    .allSatisfy(entry -> assertThat(entry.address()).isEqualTo("127.0.0.1"));
            assertThat(decisions.toString()).doesNotContain("canary", access, signature);
        }
    }

    @Test
    void nodesThatShareADatabaseAreOneAuthService() throws Exception {
        try (AuthService other = AuthService.open(SETTINGS, database, clock)) {
            get(other.ready());
            assertThat(other.issuer()).isEqualTo(auth.issuer());
            String token = requestToken(enrol(LIVING_ROOM), LIVING_ROOM);
            assertThat(other.tokenVerifier().verifyTunnel(token).clientId()).isEqualTo(LIVING_ROOM);
        }
    }

    @Test
    void identityOutlivesTheProcess() throws Exception {
        ClientKey key = enrol(LIVING_ROOM);
        String token = requestToken(key, LIVING_ROOM);
        String issuer = auth.issuer();
        close();
        open();
        assertThat(auth.issuer()).isEqualTo(issuer);
        assertThat(auth.tokenVerifier().verifyTunnel(token).clientId()).isEqualTo(LIVING_ROOM);
        requestToken(key, LIVING_ROOM);
    }

    @Test
    void sealedKeysOpenOnlyWithTheirSecret() throws Exception {
        Path sealed = folder.resolve("sealed");
        KeySeal seal = KeySeal.under("0123456789abcdef0123456789abcdef");
        try (Database own = Database.open(DatabaseSettings.embedded(sealed));
                AuthService first = AuthService.open(SETTINGS.withKeySeal(seal), own, clock)) {
            get(first.ready());
            String keys = first.publicKeys();
            try (AuthService second = AuthService.open(SETTINGS.withKeySeal(seal), own, clock)) {
                get(second.ready());
                assertThat(second.publicKeys()).isEqualTo(keys);
            }
            try (AuthService without = AuthService.open(SETTINGS, own, clock)) {
                assertThatThrownBy(() -> get(without.ready())).hasMessageContaining("give the secret");
            }
            KeySeal wrong = KeySeal.under("fedcba9876543210fedcba9876543210");
            try (AuthService withWrong = AuthService.open(SETTINGS.withKeySeal(wrong), own, clock)) {
                assertThatThrownBy(() -> get(withWrong.ready())).hasMessageContaining("another secret");
            }
        }
    }

    private static String signature(SignedUrl url) {
        return url.url().substring(url.url().indexOf("signature=") + "signature=".length());
    }
}
