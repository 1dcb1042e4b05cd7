package dev.moosic.tunnel.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.server.api.LocalService.Request;
import dev.moosic.tunnel.server.api.RawCaller.Response;
import dev.moosic.tunnel.server.config.HttpSettings;
import dev.moosic.tunnel.server.lifecycle.ServerState;
import dev.moosic.tunnel.testing.RefusingPort;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong, and what the caller and the local service see of it. */
@ParameterizedClass
@EnumSource(Tunnelling.class)
class ExchangeFailureTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Parameter
    private Tunnelling tunnelling = Tunnelling.SOCKETS;

    private ApiServer server;

    @BeforeEach
    void start() throws IOException {
        HttpSettings defaults = HttpSettings.defaults();
        server = new ApiServer(
                tunnelling,
                new HttpSettings(
                        defaults.requestLineBytes(),
                        defaults.headerBytes(),
                        Duration.ofMillis(300),
                        Duration.ofMillis(300),
                        Duration.ofMillis(500),
                        defaults.blockingBytes(),
                        defaults.blockingMemoryBytes(),
                        8,
                        List.of()));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void refusedLocalServiceIs502() throws IOException {
        try (RefusingPort nothing = new RefusingPort();
                RawCaller caller = server.caller()) {
            server.connectTo(nothing);
            Response response = caller.get("/t/alice/").response();
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.field("content-type")).isEqualTo("application/problem+json");
            assertThat(response.text()).contains("nothing listens");
            assertThat(caller.get("/health").response().status()).isEqualTo(200);
        }
    }

    @Test
    void silentLocalServiceIs504AndSeesItsConnectionClosed() throws IOException {
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        try (LocalService local = new LocalService(connection -> {
                    connection.next();
                    end.complete(connection.isEndedByPeer());
                });
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            assertThat(caller.get("/t/alice/").response().status()).isEqualTo(504);
            assertThat(end).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
        }
    }

    @Test
    void deathInAFixedLengthBodyIsNeverACleanEnd() throws IOException {
        CountDownLatch seen = new CountDownLatch(1);
        try (LocalService local = new LocalService(connection -> {
                    connection.next();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello");
                    // A reset may overtake what was not passed on yet; the caller then gets a 502 instead.
                    ExchangeTest.awaitQuietly(seen);
                    connection.reset();
                });
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            assertThat(caller.get("/t/alice/").head()).contains("200 OK");
            assertThat(new String(caller.in().readNBytes(5))).isEqualTo("hello");
            seen.countDown();
            assertThat(caller.isClosed()).isTrue();
        }
    }

    @Test
    void resetInACloseDelimitedBodyIsNeverACleanEnd() throws IOException {
        CountDownLatch seen = new CountDownLatch(1);
        try (LocalService local = new LocalService(connection -> {
                    connection.next();
                    connection.send("HTTP/1.1 200 OK\r\n\r\nhello");
                    ExchangeTest.awaitQuietly(seen);
                    connection.reset();
                });
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            caller.get("/t/alice/").head();
            assertThat(new String(caller.in().readNBytes(10))).isEqualTo("5\r\nhello\r\n");
            seen.countDown();
            assertThat(caller.isClosed()).isTrue();
            await().untilAsserted(
                            () -> assertThat(server.reports.element().outcome()).startsWith("reset"));
        }
    }

    @Test
    void endInAChunkedBodyIsNeverACleanEnd() throws IOException {
        try (LocalService local = new LocalService(connection -> {
                    connection.next();
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
                });
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            assertThatThrownBy(() -> caller.get("/t/alice/").response()).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void malformedResponsesAre502() throws IOException {
        for (String response : List.of(
                "nonsense\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")) {
            try (LocalService local = LocalService.answering(response);
                    RawCaller caller = server.caller()) {
                server.connect(local, Tunnel.Access.TOKEN);
                assertThat(caller.get("/t/alice/").response().status())
                        .as(response)
                        .isEqualTo(502);
            }
        }
    }

    @Test
    void aResponseHeadThatIsTooLongIsNamed() throws IOException {
        String field = "X: " + "y".repeat(1_000) + "\r\n";
        String response = "HTTP/1.1 200 OK\r\n" + field.repeat(70) + "Content-Length: 0\r\n\r\n";
        try (LocalService local = LocalService.answering(response);
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            RawCaller.Response answer = caller.get("/t/alice/").response();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("65536 bytes of header");
        }
    }

    @Test
    void surplusBytesCloseTheLocalConnection() throws IOException {
        try (LocalService local = LocalService.answering(OK + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            for (int i = 1; i <= 3; i++) {
                assertThat(caller.get("/t/alice/").response().text()).isEqualTo("ok");
                assertThat(local.connections()).isEqualTo(i);
            }
        }
    }

    @Test
    void callerGoneEndsTheLocalRequestAtOnce() throws IOException {
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        CountDownLatch arrived = new CountDownLatch(1);
        try (LocalService local = new LocalService(connection -> {
            connection.next();
            arrived.countDown();
            end.complete(connection.isEndedByPeer());
        })) {
            server.connect(local, Tunnel.Access.TOKEN);
            RawCaller caller = server.caller();
            caller.get("/t/alice/");
            ExchangeTest.awaitQuietly(arrived);
            caller.close();
            assertThat(end).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
            await().untilAsserted(
                            () -> assertThat(server.reports.element().outcome()).isEqualTo("caller_gone"));
        }
    }

    @Test
    void lostKeepAliveRaceIsRetriedForGetAndNeverForPost() throws IOException {
        AtomicInteger served = new AtomicInteger();
        try (LocalService local = new LocalService(connection -> {
                    connection.next();
                    connection.send(OK);
                    connection.next();
                    served.incrementAndGet();
                    connection.reset();
                });
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            assertThat(caller.get("/t/alice/1").response().status()).isEqualTo(200);
            assertThat(caller.get("/t/alice/2").response().status()).isEqualTo(200);
            assertThat(local.connections()).isEqualTo(2);
            assertThat(caller.request("POST", "/t/alice/3").response().status()).isEqualTo(502);
            assertThat(served).hasValue(2);
            assertThat(local.requests().stream().map(Request::line))
                    .containsExactly("GET /1 HTTP/1.1", "GET /2 HTTP/1.1", "GET /2 HTTP/1.1", "POST /3 HTTP/1.1");
        }
    }

    @Test
    void earlyAnswerToAnUnfinishedBodyArrivesWhole() throws IOException {
        try (LocalService local = new LocalService(connection -> {
                    connection.nextHead();
                    connection.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
                    connection.in().transferTo(java.io.OutputStream.nullOutputStream());
                });
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            caller.request("POST", "/t/alice/", "Content-Length: 1000000").send("x".repeat(1000));
            assertThat(caller.response().text()).isEqualTo("no");
            assertThat(caller.isClosed()).isTrue();
        }
    }

    @Test
    void slowHeadsAndStalledBodiesAre408() throws IOException {
        try (LocalService local = new LocalService(connection -> connection.next());
                RawCaller slowHead = server.caller();
                RawCaller stalledBody = server.caller();
                RawCaller silent = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            slowHead.send("GET / HTTP/1.1\r\nHost:");
            stalledBody.request("POST", "/t/alice/", "Content-Length: 10").send("abc");
            assertThat(slowHead.response().status()).isEqualTo(408);
            assertThat(stalledBody.response().status()).isEqualTo(408);
            assertThat(silent.isClosed()).isTrue();
        }
    }

    @Test
    void tooManyConnectionsOfOneAddressAre429() throws IOException {
        RawCaller[] callers = new RawCaller[9];
        for (int i = 0; i < callers.length; i++) {
            callers[i] = server.caller();
            int status = callers[i].get("/health").response().status();
            assertThat(status).isEqualTo(i < 8 ? 200 : 429);
        }
        for (RawCaller caller : callers) {
            caller.close();
        }
        await().untilAsserted(() -> {
            try (RawCaller caller = server.caller()) {
                assertThat(caller.get("/health").response().status()).isEqualTo(200);
            }
        });
    }

    @Test
    void refusesWhoHasNoRight() throws IOException {
        try (LocalService local = LocalService.answering(OK);
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            assertThat(status(caller, "GET /t/alice/ HTTP/1.1\r\nHost: h\r\n\r\n"))
                    .isEqualTo(401);
            assertThat(status(caller, "GET /t/nobody/ HTTP/1.1\r\nHost: h\r\n\r\n"))
                    .isEqualTo(401);
            assertThat(status(caller, "GET /t/alice/ HTTP/1.1\r\nHost: h\r\nAuthorization: bad\r\n\r\n"))
                    .isEqualTo(401);
            assertThat(status(caller, "GET /t/alice/ HTTP/1.1\r\nHost: h\r\nAuthorization: Basic eDp5\r\n\r\n"))
                    .isEqualTo(401);
            assertThat(status(caller, "GET /t/alice/?signature=m1.bad HTTP/1.1\r\nHost: h\r\n\r\n"))
                    .isEqualTo(401);
            assertThat(status(caller, "POST /t/alice/?signature=m1.good HTTP/1.1\r\nHost: h\r\n\r\n"))
                    .isEqualTo(401);
            assertThat(caller.get("/t/nobody/").response().status()).isEqualTo(403);
            assertThat(status(caller, "GET /t/alice/ HTTP/1.1\r\nHost: h\r\nAuthorization: good\r\n\r\n"))
                    .isEqualTo(200);
            assertThat(local.requests()).hasSize(1);
            assertThat(status(
                            caller,
                            "GET /t/alice/?a&signature=m1.good&b HTTP/1.1\r\nHost: h\r\n"
                                    + "Authorization: Basic eDp5\r\n\r\n"))
                    .isEqualTo(200);
            Request signed = local.requests().stream().skip(1).findFirst().orElseThrow();
            assertThat(signed.line()).isEqualTo("GET /?a&b HTTP/1.1");
            assertThat(signed.field("authorization")).isEqualTo("Basic eDp5");
        }
    }

    @Test
    void aCallerRefusedAfterTheRegistryWasAskedKeepsItsConnection() throws IOException {
        server.findsLater = true;
        try (RawCaller caller = server.caller()) {
            for (int i = 0; i < 3; i++) {
                assertThat(caller.get("/t/nobody/x").response().status()).isEqualTo(403);
                assertThat(caller.send("POST /t/alice/x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
                                .response()
                                .status())
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void forgeriesOfOneAddressAreBounded() throws IOException {
        try (LocalService local = LocalService.answering(OK);
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            for (int i = 0; i < HttpApi.MAX_FORGERIES; i++) {
                assertThat(status(
                                caller, "GET /t/alice/ HTTP/1.1\r\nHost: h\r\nAuthorization: forged" + i + "\r\n\r\n"))
                        .isEqualTo(401);
            }
            assertThat(status(caller, "GET /t/alice/ HTTP/1.1\r\nHost: h\r\nAuthorization: forged\r\n\r\n"))
                    .isEqualTo(429);
        }
    }

    @Test
    void tellsEachStateOfAClientByItsStatus() throws IOException {
        try (RawCaller caller = server.caller()) {
            assertThat(caller.get("/t/alice/").response().status()).isEqualTo(404);
            server.clients.put(ApiServer.ALICE, new ClientState.NotConnected());
            assertThat(caller.get("/t/alice/").response().status()).isEqualTo(424);
            server.clients.put(ApiServer.ALICE, new ClientState.WithoutHttpTunnel());
            assertThat(caller.get("/t/alice/").response().status()).isEqualTo(424);
            server.clients.put(ApiServer.ALICE, new ClientState.Resuming());
            Response resuming = caller.get("/t/alice/").response();
            assertThat(resuming.status()).isEqualTo(503);
            assertThat(resuming.field("retry-after")).isNotEmpty();
            server.clients.put(ApiServer.ALICE, new ClientState.RegistryAway());
            assertThat(caller.get("/t/alice/").response().status()).isEqualTo(503);
            server.readiness.advance(ServerState.DRAINING);
            Response draining = caller.get("/t/alice/").response();
            assertThat(draining.status()).isEqualTo(503);
            assertThat(draining.field("connection")).isEqualTo("close");
        }
    }

    @Test
    void aLoopIs508() throws IOException {
        try (LocalService local = LocalService.answering(OK);
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            assertThat(caller.get("/t/alice/", "Via: 1.1 proxy, 1.1 moosic-tunnel-test")
                            .response()
                            .status())
                    .isEqualTo(508);
            assertThat(caller.get("/t/alice/", "Via: 1.1 proxy").response().status())
                    .isEqualTo(200);
            assertThat(local.requests().element().field("via")).isEqualTo("1.1 proxy, 1.1 moosic-tunnel-test");
        }
    }

    private static int status(RawCaller caller, String request) throws IOException {
        return caller.send(request).response().status();
    }
}
