package dev.moosic.tunnel.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.moosic.tunnel.protocol.packet.BasicUser;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.server.api.RawCaller.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tunnels with access {@code basic}, whose one user is {@code jörg} with the password {@code pässwörd 🎵}. */
class BasicAccessTest {
    private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    private static final String HASH =
            "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$2t9EZCB6s0Ny3o11qgdkhvt6zcegd2uRqnfwnOizoMk";
    private static final String RIGHT = basic("jörg:pässwörd 🎵");
    private static final String WRONG = basic("jörg:canary-password");

    private ApiServer server;
    private LocalService local;
    private SocketTunnel tunnel;

    @BeforeEach
    void start() throws IOException {
        server = new ApiServer(Tunnelling.SOCKETS);
        local = LocalService.answering(HELLO);
        tunnel = (SocketTunnel) server.connect(local, Tunnel.Access.BASIC);
        tunnel.users = List.of(new BasicUser("jörg", HASH));
    }

    @AfterEach
    void stop() throws IOException {
        local.close();
        server.close();
    }

    private static String basic(String nameAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(nameAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    private Response ask(String method, String path, String... fields) throws IOException {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: h:8000\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        try (RawCaller caller = server.caller()) {
            return caller.send(head.append("\r\n").toString()).response(method);
        }
    }

    private Response get(String authorization) throws IOException {
        return ask("GET", "/t/alice/x", "Authorization: " + authorization);
    }

    @Test
    void whoShowsNothingIsAskedForNameAndPassword() throws IOException {
        Response response = ask("GET", "/t/alice/x");
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.field("www-authenticate"))
                .isEqualTo("Basic realm=\"moosic-tunnel alice\", charset=\"UTF-8\"");
        assertThat(response.field("content-type")).isEqualTo("application/problem+json");
        assertThat(response.text()).contains("\"status\":401");
        server.hosts.put("h", ApiServer.ALICE);
        assertThat(ask("GET", "/x").field("www-authenticate"))
                .isEqualTo("Basic realm=\"moosic-tunnel\", charset=\"UTF-8\"");
        assertThat(local.requests()).isEmpty();
    }

    @Test
    void aUserGetsInAndTheLocalServiceDoesNotSeeThePassword() throws IOException {
        assertThat(get(RIGHT).text()).isEqualTo("hello");
        assertThat(get(RIGHT.replace("Basic", "bAsIc ")).text()).isEqualTo("hello");
        assertThat(get(basic("jo\u0308rg:pa\u0308sswo\u0308rd 🎵")).text())
                .as("form D")
                .isEqualTo("hello");
        assertThat(local.requests())
                .hasSize(3)
                .allSatisfy(
                        request -> assertThat(request.field("authorization")).isEmpty());
        await().untilAsserted(() ->
                assertThat(server.reports).extracting(ExchangeReport::caller).containsOnly("basic:jörg"));
    }

    @Test
    void whatIsWrongReachesNothingAndIsRepeatedNowhere() throws IOException {
        for (String wrong :
                new String[] {WRONG, basic("joerg:pässwörd 🎵"), basic("jörg:"), basic(":"), basic("jörg")}) {
            Response response = get(wrong);
            assertThat(response.status()).as(wrong).isEqualTo(401);
            assertThat(response.field("www-authenticate")).startsWith("Basic ");
            assertThat(response.text())
                    .doesNotContain("canary")
                    .doesNotContain("joerg")
                    .doesNotContain("argon2");
        }
        assertThat(local.requests()).isEmpty();
        assertThat(server.reports.toString()).doesNotContain("canary");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Basic", "Basic ", "Basic !!!", "Basic /////w==", "Basic AAAA", "Basic Og==", "Digest username=x"
            })
    void whatCannotBeReadIsRefused(String authorization) throws IOException {
        assertThat(get(authorization).status()).isEqualTo(401);
        assertThat(local.requests()).isEmpty();
    }

    @Test
    void tokensAndSignedUrlsGoOnToWork() throws IOException {
        assertThat(get("Bearer good").text()).isEqualTo("hello");
        assertThat(ask("GET", "/t/alice/x?signature=m1.good").text()).isEqualTo("hello");
        assertThat(get("Bearer bad").field("www-authenticate")).startsWith("Bearer ");
        assertThat(ask("GET", "/t/alice/x?signature=m1.bad").field("www-authenticate"))
                .startsWith("Basic ");
        assertThat(ask("GET", "/t/alice/x", "Authorization: " + RIGHT, "Authorization: Bearer good")
                        .status())
                .isEqualTo(400);
        assertThat(ask("GET", "/t/alice/x?signature=m1.good", "Authorization: " + WRONG)
                        .status())
                .as("a password is the edge's, whatever else is shown")
                .isEqualTo(401);
        assertThat(local.requests()).hasSize(2);
    }

    @Test
    void aPasswordIsGoodForNoTunnelThatWantsAToken() throws IOException {
        ((SocketTunnel) server.connect(local, Tunnel.Access.TOKEN)).users = tunnel.users;
        Response response = get(RIGHT);
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.field("www-authenticate")).startsWith("Bearer ");
    }

    @Test
    void changedUsersCountFromTheNextRequestOnTheSameConnection() throws IOException {
        try (RawCaller caller = server.caller()) {
            String request = "GET /t/alice/x HTTP/1.1\r\nHost: h\r\nAuthorization: " + RIGHT + "\r\n\r\n";
            assertThat(caller.send(request).response().status()).isEqualTo(200);
            tunnel.users = List.of(new BasicUser("jörg", HASH.replace("$2t9", "$3t9")));
            assertThat(caller.send(request).response().status()).isEqualTo(401);
            tunnel.users = List.of(new BasicUser("anna", HASH));
            assertThat(caller.send(request).response().status()).isEqualTo(401);
        }
    }

    @Test
    void guessingEndsAfterTwentyTries() throws IOException {
        for (int i = 0; i < 20; i++) {
            assertThat(get(basic("jörg:guess" + i)).status()).isEqualTo(401);
        }
        Response response = get(RIGHT);
        assertThat(response.status()).isEqualTo(429);
        assertThat(response.field("retry-after")).isEqualTo("60");
        assertThat(get("Bearer good").status()).as("tokens are counted apart").isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, http://evil, 200",
        "HEAD, http://evil, 200",
        "POST, http://evil, 403",
        "PUT, http://evil, 403",
        "DELETE, http://evil, 403",
        "PATCH, http://evil, 403",
        "POST, null, 403",
        "POST, http://h, 403",
        "POST, http://h:8000.evil, 403",
        "POST, not a URL, 403",
        "POST, http://h:8000, 200",
        "POST, https://H:8000, 200",
        "POST, '', 200"
    })
    void aForeignPageChangesNothingWithTheUsersPassword(String method, String origin, int status) throws IOException {
        String[] fields = origin.isEmpty()
                ? new String[] {"Authorization: " + RIGHT, "Content-Length: 0"}
                : new String[] {"Authorization: " + RIGHT, "Content-Length: 0", "Origin: " + origin};
        assertThat(ask(method, "/t/alice/x", fields).status()).isEqualTo(status);
        assertThat(local.requests()).hasSize(status == 200 ? 1 : 0);
    }

    @Test
    void aPageThatHoldsATokenIsItsOwnersAffair() throws IOException {
        assertThat(ask("POST", "/t/alice/x", "Authorization: Bearer good", "Content-Length: 0", "Origin: http://app")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"http://evil, 403", "null, 403", "http://h:8000, 101", "'', 101"})
    void aWebSocketOpensForPagesOfItsOwnOriginOnly(String origin, int status) throws IOException {
        try (LocalService socket = new LocalService(connection -> {
                    connection.next();
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                            + "Upgrade: websocket\r\n\r\nafter");
                });
                RawCaller caller = server.caller()) {
            ((SocketTunnel) server.connect(socket, Tunnel.Access.BASIC)).users = tunnel.users;
            caller.send(
                    "GET /ws?clientId=alice HTTP/1.1\r\nHost: h:8000\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Key: a2V5\r\nAuthorization: " + RIGHT + "\r\n"
                            + (origin.isEmpty() ? "" : "Origin: " + origin + "\r\n") + "\r\n");
            assertThat(caller.response().status()).isEqualTo(status);
            if (status == 101) {
                assertThat(new String(caller.in().readNBytes(5), StandardCharsets.US_ASCII))
                        .isEqualTo("after");
                assertThat(socket.requests())
                        .allSatisfy(request ->
                                assertThat(request.field("authorization")).isEmpty());
            }
        }
    }
}
