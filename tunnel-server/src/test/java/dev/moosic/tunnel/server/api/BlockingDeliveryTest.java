package dev.moosic.tunnel.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.server.api.RawCaller.Response;
import dev.moosic.tunnel.server.config.HttpSettings;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code X-Tunnel-Delivery: blocking}, in memory, on disk and beyond its limits; no file is ever left. */
@ParameterizedClass
@EnumSource(Tunnelling.class)
class BlockingDeliveryTest {
    private static final int MEMORY = 64 * 1024;
    private static final int LIMIT = 4 * 1024 * 1024;
    private static final String BLOCKING = "X-Tunnel-Delivery: blocking";

    @Parameter
    private Tunnelling tunnelling = Tunnelling.SOCKETS;

    private ApiServer server;

    @BeforeEach
    void start() throws IOException {
        HttpSettings d = HttpSettings.defaults();
        server = new ApiServer(
                tunnelling,
                new HttpSettings(
                        d.requestLineBytes(),
                        d.headerBytes(),
                        d.headTimeout(),
                        d.bodyStall(),
                        d.responseHeadTimeout(),
                        LIMIT,
                        MEMORY,
                        d.connectionsPerAddress(),
                        List.of()));
    }

    @AfterEach
    void stop() throws IOException {
        await().untilAsserted(() -> assertThat(server.directory).isEmptyDirectory());
        server.close();
    }

    @Test
    void smallAndLargeAnswersComeWithTheirLength() throws IOException {
        for (int size : new int[] {0, 1, MEMORY, MEMORY + 1, LIMIT}) {
            byte[] body = bytes(size);
            try (LocalService local = chunked(body);
                    RawCaller caller = server.caller()) {
                server.connect(local, Tunnel.Access.TOKEN);
                for (int i = 0; i < 2; i++) {
                    Response response = caller.get("/t/alice/", BLOCKING).response();
                    assertThat(response.field("content-length")).isEqualTo(Integer.toString(size));
                    assertThat(response.field("transfer-encoding")).isEmpty();
                    assertThat(Arrays.equals(response.body(), body)).isTrue();
                }
                assertThat(local.requests().element().field("x-tunnel-delivery"))
                        .isEmpty();
                assertThat(local.connections()).isEqualTo(1);
            }
        }
    }

    @Test
    void anAnswerBeyondTheLimitIs502() throws IOException {
        try (LocalService local = chunked(bytes(LIMIT + 1));
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            Response response = caller.get("/t/alice/", BLOCKING).response();
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.text()).contains(Integer.toString(LIMIT));
            assertThat(caller.get("/health").response().status()).isEqualTo(200);
        }
    }

    @Test
    void deathInTheMiddleIsACleanAnswerOfOurOwn() throws IOException {
        try (LocalService local = new LocalService(connection -> {
                    connection.next();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
                    connection.send(bytes(500_000));
                    connection.reset();
                });
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            assertThat(caller.get("/t/alice/", BLOCKING).response().status()).isEqualTo(502);
        }
    }

    @Test
    void headAnd304KeepTheirOwnLength() throws IOException {
        try (LocalService local = LocalService.answering("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n");
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            assertThat(caller.get("/t/alice/", BLOCKING).response().field("content-length"))
                    .isEqualTo("9");
            assertThat(caller.request("HEAD", "/t/alice/", BLOCKING)
                            .response("HEAD")
                            .field("content-length"))
                    .isEqualTo("9");
        }
    }

    @Test
    void aCallerWhoGoesLeavesNothing() throws IOException {
        CountDownLatch half = new CountDownLatch(1);
        try (LocalService local = new LocalService(connection -> {
            connection.next();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n");
            connection.send(bytes(1_000_000));
            half.countDown();
            connection.next();
        })) {
            server.connect(local, Tunnel.Access.TOKEN);
            try (RawCaller caller = server.caller()) {
                caller.get("/t/alice/", BLOCKING);
                ExchangeTest.awaitQuietly(half);
            }
            await().untilAsserted(
                            () -> assertThat(server.reports.element().outcome()).isEqualTo("caller_gone"));
        }
    }

    @Test
    void anotherDeliveryIs400() throws IOException {
        try (RawCaller caller = server.caller()) {
            assertThat(caller.get("/t/alice/", "X-Tunnel-Delivery: eventually")
                            .response()
                            .status())
                    .isEqualTo(400);
        }
    }

    private static LocalService chunked(byte[] body) throws IOException {
        return new LocalService(connection -> {
            while (true) {
                connection.next();
                connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (int at = 0; at < body.length; at += 100_000) {
                    int bytes = Math.min(100_000, body.length - at);
                    connection.send(Integer.toHexString(bytes) + "\r\n");
                    connection.send(Arrays.copyOfRange(body, at, at + bytes));
                    connection.send("\r\n");
                }
                connection.send("0\r\nX-Trailer: dropped\r\n\r\n");
            }
        });
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
