package dev.moosic.tunnel.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.auth.MoosicBoxToken.Kind;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.server.api.RawCaller.Response;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MoosicBox's own tokens at the edge; what the database says comes on another thread. */
class MoosicBoxTest {
    private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: a2V5\r\n";

    private ApiServer server;
    private LocalService local;

    @BeforeEach
    void start() throws IOException {
        server = new ApiServer(Tunnelling.SOCKETS);
        local = LocalService.answering(HELLO);
        server.connect(local, Tunnel.Access.TOKEN);
        server.addMoosicBox(Kind.CLIENT_ACCESS, ApiServer.ALICE, "mb.c.alice");
        server.addMoosicBox(Kind.CLIENT_ACCESS, new ClientId("bob"), "mb.c.bob");
        server.addMoosicBox(Kind.SIGNATURE, ApiServer.ALICE, "mb.s.alice");
        server.addMoosicBox(Kind.SIGNATURE, new ClientId("bob"), "mb.s.bob");
        server.addMoosicBox(Kind.MAGIC, ApiServer.ALICE, "magic-of-alice-0123");
        server.addMoosicBox(Kind.MAGIC, new ClientId("bob"), "magic-of-bob-012345");
    }

    @AfterEach
    void stop() throws IOException {
        local.close();
        server.close();
    }

    /** A request without any credential but those in the arguments; it has no body. */
    private static RawCaller send(RawCaller caller, String line, String fields) throws IOException {
        return caller.send(line + " HTTP/1.1\r\nHost: example.com\r\n" + fields + "\r\n");
    }

    private int status(String line, String fields) throws IOException {
        try (RawCaller caller = server.caller()) {
            return send(caller, line, fields).response(line.split(" ")[0]).status();
        }
    }

    @Test
    void accessTokenCallsItsClientRawOrBearer() throws IOException {
        try (RawCaller caller = server.caller()) {
            for (String authorization : new String[] {"mb.c.alice", "Bearer mb.c.alice"}) {
                Response response = send(
                                caller,
                                "POST /menu?a=1&clientId=alice",
                                "Content-Length: 0\r\nmoosicbox-profile: p\r\nAuthorization: " + authorization + "\r\n")
                        .response();
                assertThat(response.text()).isEqualTo("hello");
            }
        }
        assertThat(local.requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.line()).isEqualTo("POST /menu?a=1 HTTP/1.1");
            assertThat(request.field("authorization")).isEmpty();
            assertThat(request.field("moosicbox-profile")).isEqualTo("p");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob", "moosicbox-app", "moosicbox-player", "magic-token"})
    void anApiTokenVouchesForNoClientWhateverItsSubject(String subject) throws IOException {
        assertThat(status("GET /t/bob/files/track", "Authorization: good-for-bob-as-" + subject + "\r\n"))
                .as("nobody knows of bob")
                .isEqualTo(404);
    }

    @Test
    void signatureTokenOpensMediaAndIsTakenOut() throws IOException {
        try (RawCaller caller = server.caller()) {
            Response response = send(
                            caller,
                            "GET /files/track?clientId=alice&signature=mb.s.alice&trackId=7&quality=LOW",
                            "Range: bytes=5-\r\n")
                    .response();
            assertThat(response.text()).isEqualTo("hello");
            assertThat(local.requests().element().line()).isEqualTo("GET /files/track?trackId=7&quality=LOW HTTP/1.1");
        }
        assertThat(status("HEAD /t/alice/files/albums/1/200x200?signature=mb.s.alice", ""))
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /files/track",
                "DELETE /files/track",
                "GET /",
                "GET /files",
                "GET /filesystem",
                "GET /menu/tracks",
                "GET /files/../menu",
                "GET /files/%2e%2e/menu",
                "GET /files/..%2fmenu",
                "GET /files/..;/menu",
                "GET /files//menu",
                "GET /%66iles/track",
                "GET /ws",
                "GET /ws/",
                "GET /auth/token"
            })
    void signatureTokenOpensNothingElse(String line) throws IOException {
        assertThat(status(line + "?clientId=alice&signature=mb.s.alice", "Content-Length: 0\r\n"))
                .isIn(401, 404);
        assertThat(local.requests()).isEmpty();
    }

    @Test
    void signatureTokenOpensThePlayersSocketFromAnyPage() throws IOException {
        try (RawCaller caller = server.caller()) {
            send(
                    caller,
                    "GET /ws?clientId=alice&signature=mb.s.alice",
                    UPGRADE + "Origin: https://app.example.org\r\n");
            assertThat(caller.response().status()).isEqualTo(200);
            assertThat(local.requests().element().field("upgrade")).isEqualTo("websocket");
        }
        assertThat(status("GET /other?clientId=alice&signature=mb.s.alice", UPGRADE))
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/files/ws", "/files/track", "/t/alice/files/ws", "/ws/", "/ws/x"})
    void signatureTokenOpensNoOtherSocket(String path) throws IOException {
        assertThat(status("GET " + path + "?clientId=alice&signature=mb.s.alice", UPGRADE))
                .isEqualTo(401);
        assertThat(local.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sender=true",
                "sender",
                "sender=1",
                "sende%72=tru%65",
                "Sender=TRUE",
                "sender=false&sender=true",
                "a=1;sender=true"
            })
    void signatureTokenRegistersNoSender(String sender) throws IOException {
        assertThat(status("GET /ws?clientId=alice&signature=mb.s.alice&" + sender, UPGRADE))
                .isEqualTo(403);
        assertThat(local.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sender=false", "xsender=true", "a=sender%3Dtrue", "a=%zz"})
    void whatRegistersNoSenderIsLeftAlone(String parameter) throws IOException {
        assertThat(status("GET /ws?clientId=alice&signature=mb.s.alice&" + parameter, UPGRADE))
                .isEqualTo(200);
        assertThat(local.requests().element().line()).isEqualTo("GET /ws?" + parameter + " HTTP/1.1");
    }

    @Test
    void accessTokenMayRegisterASender() throws IOException {
        assertThat(status("GET /ws?clientId=alice&sender=true", UPGRADE + "Authorization: mb.c.alice\r\n"))
                .isEqualTo(200);
    }

    @Test
    void eachKindIsGoodInItsOwnPlaceAndForItsOwnClient() throws IOException {
        assertThat(status("GET /files/track?clientId=alice&signature=mb.c.alice", ""))
                .isEqualTo(401);
        assertThat(status("GET /files/track?clientId=alice", "Authorization: mb.s.alice\r\n"))
                .isEqualTo(401);
        assertThat(status("GET /files/track?clientId=alice", "Authorization: magic-of-alice-0123\r\n"))
                .isEqualTo(401);
        assertThat(status("GET /files/track?clientId=alice&signature=mb.s.bob", ""))
                .isEqualTo(401);
        assertThat(status("GET /files/track?clientId=alice", "Authorization: mb.c.bob\r\n"))
                .isEqualTo(403);
        assertThat(status("GET /files/track?clientId=alice&signature=mb.s.bob", "Authorization: mb.c.alice\r\n"))
                .as("one good credential will do")
                .isEqualTo(200);
    }

    @Test
    void refusalThatHadToBeLookedUpLeavesTheConnectionUsable() throws IOException {
        try (RawCaller caller = server.caller()) {
            for (int i = 0; i < 3; i++) {
                Response refused = send(caller, "GET /files/x?clientId=alice&signature=mb.s.gone", "")
                        .response();
                assertThat(refused.status()).isEqualTo(401);
                assertThat(refused.field("www-authenticate")).startsWith("Bearer");
                assertThat(send(caller, "GET /auth/magic-token?magicToken=nobody-has-this-one", "")
                                .response()
                                .status())
                        .isEqualTo(401);
            }
            assertThat(send(caller, "GET /files/x?clientId=alice&signature=mb.s.alice", "")
                            .response()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void databaseAwayIsSaidAndTriedLater() throws IOException {
        try (RawCaller caller = server.caller()) {
            Response response = send(caller, "GET /x?clientId=alice", "Authorization: mb.c.unanswered\r\n")
                    .response();
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.field("retry-after")).isEqualTo("10");
        }
    }

    @Test
    void guessingIsSlowedDown() throws IOException {
        for (int i = 0; i < HttpApi.MAX_FORGERIES; i++) {
            assertThat(status("GET /files/x?clientId=alice&signature=mb.s.guess" + i, ""))
                    .isEqualTo(401);
        }
        assertThat(status("GET /files/x?clientId=alice&signature=mb.s.guess", ""))
                .isEqualTo(429);
        assertThat(status("GET /auth/magic-token?magicToken=guess-guess-guess", ""))
                .isEqualTo(429);
    }

    @Test
    void magicTokenLeadsToTheClientThatRegisteredIt() throws IOException {
        try (RawCaller caller = server.caller()) {
            for (int i = 0; i < 2; i++) {
                assertThat(send(caller, "GET /auth/magic-token?magicToken=magic-of-alice-0123", "")
                                .response()
                                .text())
                        .isEqualTo("hello");
            }
            assertThat(local.requests().element().line())
                    .isEqualTo("GET /auth/magic-token?magicToken=magic-of-alice-0123 HTTP/1.1");
        }
        assertThat(status("HEAD /auth/magic-token?magicToken=magic-of-alice-0123", ""))
                .isEqualTo(200);
        assertThat(status("GET /auth/magic-token?magicToken=magic-of-bob-012345", ""))
                .as("bob exists and is not there")
                .isEqualTo(424);
        assertThat(status("GET /auth/magic-token", "")).isEqualTo(400);
        assertThat(status("GET /auth/magic-token?magicToken=a&magicToken=b", ""))
                .isEqualTo(400);
        assertThat(status("GET /auth/magic-token?magicToken=mb.c.alice", "")).isEqualTo(401);
    }

    @Test
    void registeringAMagicTokenIsTheServersOwn() throws IOException {
        assertThat(status("POST /auth/magic-token?clientId=alice&magicToken=x", "Content-Length: 0\r\n"))
                .isEqualTo(200);
        assertThat(local.requests()).isEmpty();
    }

    @Test
    void publicTunnelLeavesCredentialsToItsLocalService() throws IOException {
        server.connect(local, Tunnel.Access.PUBLIC);
        for (String authorization : new String[] {"mb.c.unanswered", "mb.c.alice", "mb.s.gone"}) {
            assertThat(status(
                            "GET /x?clientId=alice&signature=a&signature=b",
                            "Authorization: " + authorization + "\r\n"))
                    .isEqualTo(200);
        }
        assertThat(status("GET /x?clientId=alice", "Authorization: a\r\nAuthorization: b\r\n"))
                .isEqualTo(200);
        assertThat(local.requests().element().line()).isEqualTo("GET /x?signature=a&signature=b HTTP/1.1");
        assertThat(local.requests().element().field("authorization")).isEqualTo("mb.c.unanswered");
    }
}
