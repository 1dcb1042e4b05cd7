package dev.moosic.tunnel.auth.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.moosic.tunnel.auth.ApiTokenTerms;
import dev.moosic.tunnel.auth.AuthAwayException;
import dev.moosic.tunnel.auth.AuthRequest;
import dev.moosic.tunnel.auth.AuthResponse;
import dev.moosic.tunnel.auth.AuthSettings;
import dev.moosic.tunnel.auth.MoosicBoxToken.Kind;
import dev.moosic.tunnel.auth.Requester;
import dev.moosic.tunnel.auth.ServerAuth;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.auth.node.NodeCredential;
import dev.moosic.tunnel.auth.node.RemoteAuthService;
import dev.moosic.tunnel.auth.node.RemoteAuthSettings;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.Invite;
import dev.moosic.tunnel.protocol.identity.PrivateFile;
import dev.moosic.tunnel.testing.FixedClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A tunnel server's end of an auth service that comes, goes, revokes and rotates. */
class RemoteAuthServiceTest {

    private static final ClientId HOME = new ClientId("home");
    private static final URI SERVER = URI.create("https://tunnel.example.com:8000");

    @TempDir
    Path folder;

    private final FixedClock clock = new FixedClock();
    private final List<AutoCloseable> parts = new ArrayList<>();
    private StandaloneAuthService service;

    @BeforeEach
    void start() throws Exception {
        service = TestAuthService.start(folder.resolve("auth"), clock);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : parts) {
            part.close();
        }
        service.close();
    }

    private void restart() throws Exception {
        service = TestAuthService.start(
                folder.resolve("auth"), clock, service.url().getPort());
        get(service.auth().ready());
    }

    private RemoteAuthService remote(NodeCredential credential, Path store) {
        RemoteAuthService remote = RemoteAuthService.start(
                new RemoteAuthSettings(
                        service.url(),
                        credential,
                        () -> List.of(SERVER),
                        () -> "a-pin",
                        "operator-of-the-server"::equals,
                        store),
                clock);
        parts.add(remote);
        return remote;
    }

    private RemoteAuthService remote() {
        return remote(TestAuthService.CREDENTIAL, folder.resolve("trust.json"));
    }

    private RemoteAuthService ready() throws Exception {
        RemoteAuthService remote = remote();
        get(remote.ready());
        return remote;
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    private static String apiToken(ServerAuth auth) throws Exception {
        return get(auth.issueApiToken(ApiTokenTerms.forClients(List.of(HOME), Duration.ofHours(2))))
                .token();
    }

    private void invite() throws Exception {
        get(service.auth().createInvite(HOME, Grants.parse(List.of("http")), Duration.ofHours(1)));
    }

    private static AuthRequest request(String path, String body, String address) throws Exception {
        return new AuthRequest(
                "POST",
                path,
                null,
                Map.of("content-type", "application/x-www-form-urlencoded"),
                body.getBytes(StandardCharsets.UTF_8),
                InetAddress.getByName(address));
    }

    private HttpResponse<String> straight(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.url().resolve(path))
                .method(method, BodyPublishers.ofString("token=x"))
                .header("content-type", "application/x-www-form-urlencoded");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void invitesNameTheServerAndItsPin() throws Exception {
        Invite invite = get(ready().createInvite(HOME, Grants.NONE, Duration.ofHours(1)));
        assertThat(invite.servers()).containsExactly(SERVER);
        assertThat(invite.pin()).isEqualTo("a-pin");
        assertThat(invite.issuer()).isEqualTo(service.auth().issuer());
    }

    @Test
    void whatCannotBeHadIsSaidInTheAuthServicesWords() throws Exception {
        RemoteAuthService remote = ready();
        assertThatThrownBy(() -> apiToken(remote))
                .hasCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no client \"home\"");
        assertThat(get(remote.revoke(HOME))).isFalse();
        assertThat(get(remote.find(HOME))).isEmpty();
    }

    @Test
    void theAuthServicesAuditNamesTheOperatorWhereverHeIs() throws Exception {
        Logger audit = (Logger) LoggerFactory.getLogger("audit");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        audit.addAppender(lines);
        audit.setLevel(Level.INFO);
        try {
            RemoteAuthService remote = ready();
            get(remote.rotateKeys(Requester.operator("203.0.113.7")));
            get(remote.revoke(HOME, Requester.PROGRAM));
        } finally {
            audit.detachAppender(lines);
            audit.setLevel(null);
        }
        assertThat(lines.list)
                .extracting(line -> line.getFormattedMessage().replaceFirst(" outcome=.*", ""))
                .containsExactly(
                        "event=key-rotation client=- subject=operator address=203.0.113.7",
                        "event=revoke client=home subject=operator address=127.0.0.1");
    }

    @Test
    void awayAtTheStartItIsWaitedFor() throws Exception {
        service.close();
        RemoteAuthService remote = remote();
        assertThatThrownBy(() -> get(remote.clients()))
                .hasCauseInstanceOf(AuthAwayException.class)
                .hasMessageContaining("does not answer");
        AuthResponse response = get(remote.endpoints().handle(request("/v0/request_token", "x=y", "192.0.2.1")));
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.headers()).containsKeys("retry-after", "date");
        assertThat(remote.ready()).isNotDone();
        restart();
        get(remote.ready());
        assertThat(get(remote.clients())).isEmpty();
    }

    @Test
    void awayLaterItsKeysGoOnAndARevocationMeanwhileIsToldWhenItIsBack() throws Exception {
        invite();
        RemoteAuthService remote = ready();
        List<ClientId> revoked = new CopyOnWriteArrayList<>();
        remote.onRevoked(revoked::add);
        String token = apiToken(service.auth());
        await().until(remote::renewsTokens);
        service.close();
        assertThat(remote.tokenVerifier().verifyCaller(token).allows(HOME)).isTrue();
        await().until(() -> !remote.renewsTokens());
        AuthResponse keys = get(remote.endpoints()
                .handle(new AuthRequest(
                        "GET",
                        "/.well-known/jwks.json",
                        null,
                        Map.of(),
                        new byte[0],
                        InetAddress.getLoopbackAddress())));
        assertThat(new String(keys.body(), StandardCharsets.UTF_8))
                .isEqualTo(service.auth().publicKeys());
        assertThatThrownBy(() -> get(remote.moosicBoxTokens().find(Kind.CLIENT_ACCESS, "mb.c.AAAAAAAAAAAAAAAAAAAAAA")))
                .as("not unknown: nobody could say")
                .hasCauseInstanceOf(AuthAwayException.class);

        restart();
        get(service.auth().revoke(HOME));
        await().atMost(Duration.ofSeconds(20)).until(() -> revoked.contains(HOME));
        assertThatThrownBy(() -> remote.tokenVerifier().verifyCaller(token))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageContaining("revoked");
        assertThat(remote.renewsTokens()).as("clients have a while to renew").isFalse();
        clock.advance(Duration.ofMinutes(3));
        await().until(remote::renewsTokens);
    }

    @Test
    void revocationsAndGrantsMadeElsewhereAreHeardOf() throws Exception {
        invite();
        RemoteAuthService remote = ready();
        List<String> heard = new CopyOnWriteArrayList<>();
        remote.onRevoked(id -> heard.add("revoked " + id));
        remote.onGrantsChanged(id -> heard.add("grants " + id));
        get(service.auth().changeGrants(HOME, Grants.NONE));
        await().until(() -> heard.contains("grants home"));
        get(service.auth().revoke(HOME));
        await().until(() -> heard.contains("revoked home"));
    }

    @Test
    void whatIsDoneThroughTheServerIsKnownThereWhenItIsDone() throws Exception {
        invite();
        RemoteAuthService remote = ready();
        for (int i = 0; i < 5; i++) {
            invite();
            String token = apiToken(remote);
            AuthResponse ended = get(remote.endpoints().handle(request("/auth/revoke", "token=" + token, "192.0.2.1")));
            assertThat(ended.status()).isEqualTo(200);
            assertThatThrownBy(() -> remote.tokenVerifier().verifyCaller(token)).hasMessageContaining("revoked");
        }
        String token = apiToken(remote);
        assertThat(get(remote.revoke(HOME))).isTrue();
        assertThatThrownBy(() -> remote.tokenVerifier().verifyCaller(token)).hasMessageContaining("revoked");
    }

    @Test
    void keysRotatedElsewhereAreKnownBeforeTheySign() throws Exception {
        invite();
        RemoteAuthService remote = ready();
        String before = apiToken(service.auth());
        get(service.auth().rotateKeys());
        await().until(() -> remote.publicKeys().equals(service.auth().publicKeys()));
        clock.advance(Duration.ofMinutes(2));
        String after = apiToken(service.auth());
        for (String token : List.of(before, after)) {
            assertThat(remote.tokenVerifier().verifyCaller(token).allows(HOME)).isTrue();
        }
    }

    @Test
    void anotherCredentialOpensNothing() throws Exception {
        NodeCredential wrong = NodeCredential.of("another-credential-0123456789-0123456789", "a test");
        RemoteAuthService remote = remote(wrong, folder.resolve("trust.json"));
        assertThatThrownBy(() -> get(remote.clients()))
                .hasCauseInstanceOf(AuthAwayException.class)
                .hasMessageContaining("does not accept the credential");
        assertThat(get(remote.endpoints().handle(request("/auth/revoke", "token=x", "192.0.2.1")))
                        .status())
                .isEqualTo(503);
        assertThat(remote.ready()).isNotDone();
        assertThat(straight("GET", "/node/v1/trust").statusCode()).isIn(401, 429);
        assertThat(straight("GET", "/node/v1/clients", "x-tunnel-node-credential", TestAuthService.SECRET)
                        .statusCode())
                .as("the right one is not held up by failures of its neighbours")
                .isEqualTo(200);
    }

    @Test
    void failedCredentialsAreCounted() throws Exception {
        int status = 401;
        for (int i = 0; i < 20; i++) {
            status = straight("GET", "/node/v1/trust", "x-tunnel-node-credential", "guess")
                    .statusCode();
            assertThat(status).isEqualTo(401);
        }
        assertThat(straight("GET", "/node/v1/trust", "x-tunnel-node-credential", "guess")
                        .statusCode())
                .isEqualTo(429);
    }

    @Test
    void failuresAreCountedByTheCallersAddressWhichOnlyAServerCanSay() throws Exception {
        RemoteAuthService remote = ready();
        for (int i = 0; i < 20; i++) {
            get(remote.endpoints().handle(request("/v0/request_token", "x=y", "2001:db8::1")));
        }
        assertThat(get(remote.endpoints().handle(request("/v0/request_token", "x=y", "2001:db8::1")))
                        .status())
                .isEqualTo(429);
        assertThat(get(remote.endpoints().handle(request("/v0/request_token", "x=y", "192.0.2.1")))
                        .status())
                .isEqualTo(400);
        for (int i = 0; i < 20; i++) {
            straight("POST", "/v0/request_token", "x-tunnel-node-address", "192.0.2." + i);
        }
        assertThat(straight("POST", "/v0/request_token", "x-tunnel-node-address", "192.0.2.99")
                        .statusCode())
                .as("without the credential the field says nothing")
                .isEqualTo(429);
    }

    @Test
    void onlyAServerCanVouchForTheOperatorAndItsOwnCredentialStaysWithIt() throws Exception {
        RemoteAuthService remote = ready();
        AuthRequest registration = new AuthRequest(
                "POST",
                "/auth/register-client",
                "clientId=home",
                Map.of("authorization", "Bearer operator-of-the-server"),
                new byte[0],
                InetAddress.getLoopbackAddress());
        assertThat(get(remote.endpoints().handle(registration)).status()).isEqualTo(200);
        assertThat(straight("POST", "/auth/register-client?clientId=home", "x-tunnel-node-operator", "true")
                        .statusCode())
                .isEqualTo(401);
        assertThat(straight(
                                "POST",
                                "/auth/register-client?clientId=home",
                                "authorization",
                                "Bearer operator-of-the-server")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aFieldOfTheCallersDoesNotPassForTheServers() throws Exception {
        RemoteAuthService remote = ready();
        AuthRequest registration = new AuthRequest(
                "POST",
                "/auth/register-client",
                "clientId=home",
                Map.of("x-tunnel-node-operator", "true"),
                new byte[0],
                InetAddress.getLoopbackAddress());
        assertThat(get(remote.endpoints().handle(registration)).status()).isEqualTo(401);
    }

    @Test
    void aQueryThatNoHttpClientSendsIsMalformed() throws Exception {
        AuthRequest odd = new AuthRequest(
                "POST",
                "/auth/signature-token",
                "clientId=a|b\"",
                Map.of(),
                new byte[0],
                InetAddress.getLoopbackAddress());
        assertThat(get(ready().endpoints().handle(odd)).status()).isEqualTo(400);
    }

    @Test
    void withoutTheOptionThereAreNoNodeEndpoints() throws Exception {
        service.close();
        service = StandaloneAuthService.start(
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), service.url().getPort()),
                DatabaseSettings.embedded(folder.resolve("auth")),
                own -> AuthSettings.of(() -> List.of(own)),
                null,
                clock);
        get(service.auth().ready());
        assertThat(straight("GET", "/node/v1/trust", "x-tunnel-node-credential", TestAuthService.SECRET)
                        .statusCode())
                .isEqualTo(404);
        assertThatThrownBy(() -> get(remote().clients())).hasMessageContaining("--node-credential-file");
    }

    @Test
    void theDocumentOfTheLastRunServesUntilTheAuthServiceAnswers() throws Exception {
        invite();
        String token = apiToken(service.auth());
        ready();
        Path store = folder.resolve("trust.json");
        await().until(() -> Files.exists(store));
        assertThat(Files.readString(store)).doesNotContain(TestAuthService.SECRET, "\"d\"");
        service.close();

        RemoteAuthService next = ready();
        assertThat(next.tokenVerifier().verifyCaller(token).allows(HOME)).isTrue();
        assertThat(next.renewsTokens()).isFalse();
    }

    @Test
    void aStoredDocumentOfAnotherAuthServiceOrADamagedOneIsNotTaken() throws Exception {
        ready();
        Path store = folder.resolve("trust.json");
        await().until(() -> Files.exists(store));
        String stored = Files.readString(store);
        service.close();
        for (String altered : List.of(stored.replace("127.0.0.1", "127.0.0.2"), stored.substring(9), "")) {
            Path file = folder.resolve("altered.json");
            PrivateFile.write(file, altered);
            RemoteAuthService remote = remote(TestAuthService.CREDENTIAL, file);
            assertThatThrownBy(() -> get(remote.clients())).hasCauseInstanceOf(AuthAwayException.class);
            await().until(() -> !remote.renewsTokens());
            assertThat(remote.ready()).isNotDone();
        }
    }
}
