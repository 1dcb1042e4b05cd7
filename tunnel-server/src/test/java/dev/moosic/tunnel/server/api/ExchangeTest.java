package dev.moosic.tunnel.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.server.api.LocalService.Request;
import dev.moosic.tunnel.server.api.RawCaller.Response;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests and responses, whole and in order. */
@ParameterizedClass
@EnumSource(Tunnelling.class)
class ExchangeTest {
    private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    @Parameter
    private Tunnelling tunnelling = Tunnelling.SOCKETS;

    private ApiServer server;

    @BeforeEach
    void start() throws IOException {
        server = new ApiServer(tunnelling);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void relaysARequestAndItsResponse() throws IOException {
        try (LocalService local = LocalService.answering(HELLO);
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            Response response =
                    caller.get("/any/path?b=%20&clientId=alice&a=1+2&b=").response();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo("hello");
            Request request = local.requests().element();
            assertThat(request.line()).isEqualTo("GET /any/path?b=%20&a=1+2&b= HTTP/1.1");
            assertThat(request.field("host")).isEqualTo("example.com");
            assertThat(request.field("authorization")).isEmpty();
            assertThat(request.field("via")).isEqualTo("1.1 moosic-tunnel-test");
            assertThat(request.field("x-forwarded-for")).isEqualTo("127.0.0.1");
            assertThat(request.field("forwarded")).isEqualTo("for=127.0.0.1;host=\"example.com\";proto=http");
            await().until(() -> !server.reports.isEmpty());
            ExchangeReport report = server.reports.element();
            assertThat(report.outcome()).isEqualTo("ok");
            assertThat(report.caller()).isEqualTo("bob");
            assertThat(report.bytesToCaller()).isEqualTo(5);
        }
    }

    @Test
    void reusesConnectionsOnBothSides() throws IOException {
        try (LocalService local = LocalService.answering(HELLO)) {
            server.connect(local, Tunnel.Access.TOKEN);
            for (int round = 0; round < 3; round++) {
                try (RawCaller caller = server.caller()) {
                    for (int i = 0; i < 5; i++) {
                        assertThat(caller.get("/t/alice/x").response().text()).isEqualTo("hello");
                    }
                }
            }
            assertThat(local.connections()).isEqualTo(1);
        }
    }

    /** What is held back for a slow caller is only the answer under way, not the next one of the same connection. */
    @Test
    void aConnectionIsReadAgainAfterAnAnswerWhoseEndFilledTheCallersBuffer() throws IOException {
        CountDownLatch headSeen = new CountDownLatch(1);
        try (LocalService local = new LocalService(connection -> {
                    connection.next();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    connection.next();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                    awaitQuietly(headSeen);
                    connection.send("whole");
                    connection.next();
                    connection.send(HELLO);
                });
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            assertThat(caller.get("/t/alice/x").response().status()).isEqualTo(200);
            // Any byte fills it, so the last piece does, whatever left before.
            server.accepted.element().config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
            caller.get("/t/alice/x");
            assertThat(caller.head()).startsWith("HTTP/1.1 200 OK");
            headSeen.countDown();
            assertThat(new String(caller.in().readNBytes(5), StandardCharsets.US_ASCII))
                    .isEqualTo("whole");
            assertThat(caller.get("/t/alice/x").response().text()).isEqualTo("hello");
            assertThat(local.connections()).isEqualTo(1);
        }
    }

    @Test
    void servesPipelinedRequestsInOrder() throws IOException {
        try (LocalService local = new LocalService(connection -> {
                    while (true) {
                        Request request = connection.next();
                        String path = request.line().split(" ")[1];
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
                    }
                });
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.PUBLIC);
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                requests.append("GET /t/alice/" + i + " HTTP/1.1\r\nHost: h\r\n\r\n");
                requests.append("POST /t/alice/p" + i + " HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
                requests.append("GET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n");
            }
            caller.send(requests.toString());
            for (int i = 0; i < 20; i++) {
                assertThat(caller.response().text()).isEqualTo("/" + i);
                assertThat(caller.response().text()).isEqualTo("/p" + i);
                assertThat(caller.response().status()).isEqualTo(404);
            }
        }
    }

    @Test
    void keepsBodilessResponsesApart() throws IOException {
        try (LocalService local = new LocalService(connection -> {
                    while (true) {
                        Request request = connection.next();
                        if (request.line().startsWith("HEAD")) {
                            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                        } else if (request.line().contains("/204")) {
                            connection.send("HTTP/1.1 204 No Content\r\n\r\n");
                        } else if (request.line().contains("/304")) {
                            connection.send("HTTP/1.1 304 Not Modified\r\nETag: \"e\"\r\nContent-Length: 77\r\n\r\n");
                        } else {
                            connection.send("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\n"
                                    + "Content-Length: 2\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\nok");
                        }
                    }
                });
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            Response head = caller.request("HEAD", "/t/alice/x").response("HEAD");
            assertThat(head.field("content-length")).isEqualTo("1000");
            assertThat(caller.get("/t/alice/204").response().status()).isEqualTo(204);
            Response notModified = caller.get("/t/alice/304").response();
            assertThat(notModified.status()).isEqualTo(304);
            assertThat(notModified.field("etag")).isEqualTo("\"e\"");
            Response partial = caller.get("/t/alice/x", "Range: bytes=0-1").response();
            assertThat(partial.text()).isEqualTo("ok");
            assertThat(partial.field("set-cookie")).isEqualTo("a=1|b=2");
            assertThat(local.requests().stream()
                            .skip(3)
                            .findFirst()
                            .orElseThrow()
                            .field("range"))
                    .isEqualTo("bytes=0-1");
            assertThat(local.connections()).isEqualTo(1);
        }
    }

    @Test
    void forwardsInterimResponsesAndExpectContinue() throws IOException {
        try (LocalService local = new LocalService(connection -> {
                    Request head = connection.nextHead();
                    connection.send("HTTP/1.1 100 Continue\r\n\r\n");
                    byte[] body = connection.in().readNBytes(Integer.parseInt(head.field("content-length")));
                    connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
                    connection.send(body);
                    connection.next();
                });
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            caller.request("PUT", "/t/alice/x", "Content-Length: 4", "Expect: 100-continue");
            assertThat(caller.response().status()).isEqualTo(100);
            caller.send("body");
            Response hints = caller.response();
            assertThat(hints.status()).isEqualTo(103);
            assertThat(hints.field("link")).isEqualTo("</a.css>");
            assertThat(caller.response().text()).isEqualTo("body");
            assertThat(local.requests().element().field("expect")).isEqualTo("100-continue");
        }
    }

    @Test
    void passesChunksAndTrailersBothWays() throws IOException {
        try (LocalService local = new LocalService(connection -> {
                    Request request = connection.next();
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                            + Integer.toHexString(request.body().length) + "\r\n");
                    connection.send(request.body());
                    connection.send("\r\n0\r\nX-Sum: 42\r\nContent-Length: 9\r\n\r\n");
                    connection.next();
                });
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            caller.request("POST", "/t/alice/x", "Transfer-Encoding: chunked", "TE: trailers");
            caller.send("3\r\nabc\r\n1;x=y\r\nd\r\n0\r\nX-In: 1\r\n\r\n");
            String head = caller.head();
            assertThat(head).contains("transfer-encoding: chunked\n");
            assertThat(LocalService.Http.readLine(caller.in())).isEqualTo("4");
            assertThat(LocalService.Http.readLine(caller.in())).isEqualTo("abcd");
            assertThat(LocalService.Http.readLine(caller.in())).isEqualTo("0");
            assertThat(LocalService.Http.readLine(caller.in())).isEqualToIgnoringCase("X-Sum: 42");
            assertThat(LocalService.Http.readLine(caller.in())).isEmpty();
            assertThat(local.requests().element().field("te")).isEqualTo("trailers");
        }
    }

    @Test
    void streamsServerSentEventsAsTheyCome() throws IOException {
        CountDownLatch seen = new CountDownLatch(1);
        try (LocalService local = new LocalService(connection -> {
                    connection.next();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
                    awaitQuietly(seen);
                    connection.send("data: 2\n\n");
                });
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            assertThat(caller.get("/t/alice/events").head()).contains("transfer-encoding: chunked\n");
            assertThat(LocalService.Http.readLine(caller.in())).isEqualTo("9");
            assertThat(new String(caller.in().readNBytes(11))).isEqualTo("data: 1\n\n\r\n");
            seen.countDown();
            assertThat(LocalService.Http.readLine(caller.in())).isEqualTo("9");
            assertThat(new String(caller.in().readNBytes(11))).isEqualTo("data: 2\n\n\r\n");
            assertThat(LocalService.Http.readLine(caller.in())).isEqualTo("0");
        }
    }

    @Test
    void servesHttp10ByTheEndOfTheConnection() throws IOException {
        try (LocalService local = LocalService.answering(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n");
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.PUBLIC);
            Response response = caller.send("GET /t/alice/ HTTP/1.0\r\n\r\n").response();
            assertThat(response.text()).isEqualTo("hi");
            assertThat(response.field("transfer-encoding")).isEmpty();
            assertThat(local.requests().element().line()).isEqualTo("GET / HTTP/1.1");
        }
    }

    @Test
    void answersOwnPathsWhateverTheQuery() throws IOException {
        try (RawCaller caller = server.caller()) {
            Response health = caller.get("/health?clientId=alice").response();
            assertThat(health.text()).isEqualTo("{\"healthy\":true,\"version\":\"test\",\"hash\":\"test\"}");
            assertThat(caller.get("/ready").response().status()).isEqualTo(200);
            caller.request("POST", "/auth/echo", "Content-Length: 4").send("ping");
            assertThat(caller.response().text()).isEqualTo("ping");
            caller.request("POST", "/auth/echo", "Content-Length: 5000").send("x".repeat(200));
            Response tooLarge = caller.response();
            assertThat(tooLarge.status()).isEqualTo(413);
            assertThat(tooLarge.field("content-type")).isEqualTo("application/problem+json");
            assertThat(caller.isClosed()).isTrue();
        }
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
