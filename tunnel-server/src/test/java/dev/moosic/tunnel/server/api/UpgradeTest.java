package dev.moosic.tunnel.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.protocol.transport.ReceiveAllocator;
import dev.moosic.tunnel.server.api.LocalService.Request;
import dev.moosic.tunnel.server.api.RawCaller.Response;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** WebSocket upgrades: after the 101 raw bytes both ways. */
@ParameterizedClass
@EnumSource(Tunnelling.class)
class UpgradeTest {
    private static final String[] UPGRADE = {
        "Connection: keep-alive, Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: a2V5"
    };

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

    /** Netty asks for the allocator of a channel once, when it is first read: too early for whoever sees the request. */
    @Test
    void aControlConnectionIsReadIntoItsOwnBuffersFromTheStart() throws IOException {
        try (RawCaller caller = server.caller()) {
            List<String> asks = new ArrayList<>(List.of(UPGRADE));
            asks.add("Sec-WebSocket-Protocol: " + ProtocolLimits.SUBPROTOCOL);
            caller.get(Router.CONTROL_PATH, asks.toArray(String[]::new));
            await().until(() -> !server.controlConnections.isEmpty());
            Channel control = server.controlConnections.element();
            assertThat((Object) control.config().getRecvByteBufAllocator()).isInstanceOf(ReceiveAllocator.class);
        }
    }

    @Test
    void bytesGoBothWaysAndHalfCloseIsKept() throws IOException {
        byte[] early = "first frame, in the same segment".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] bytes = new byte[1_000_000];
        new Random(7).nextBytes(bytes);
        try (LocalService local = new LocalService(connection -> {
                    connection.next();
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Accept: x\r\n\r\n"
                            + new String(early, java.nio.charset.StandardCharsets.US_ASCII));
                    byte[] echo = connection.in().readNBytes(bytes.length);
                    connection.send(echo);
                    assertThat(connection.in().read()).isEqualTo(-1);
                    connection.send("after your end");
                });
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            Response response = caller.get("/ws?clientId=alice&x=1", UPGRADE).response();
            assertThat(response.status()).isEqualTo(101);
            assertThat(response.field("upgrade")).isEqualTo("websocket");
            assertThat(response.field("sec-websocket-accept")).isEqualTo("x");
            Request request = local.requests().element();
            assertThat(request.line()).isEqualTo("GET /ws?x=1 HTTP/1.1");
            assertThat(request.field("connection")).isEqualToIgnoringCase("upgrade");
            assertThat(caller.in().readNBytes(early.length)).isEqualTo(early);
            Thread sender = new Thread(() -> {
                try {
                    caller.send(bytes);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            sender.start();
            assertThat(BodyTest.sha256(caller.in().readNBytes(bytes.length))).isEqualTo(BodyTest.sha256(bytes));
            caller.socket().shutdownOutput();
            assertThat(new String(caller.in().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("after your end");
            await().untilAsserted(
                            () -> assertThat(server.reports.element().outcome()).isEqualTo("ok"));
            assertThat(server.reports.element().bytesFromCaller()).isEqualTo(bytes.length);
        }
    }

    @Test
    void anAnswerInsteadOf101IsAnOrdinaryOne() throws IOException {
        try (LocalService local = LocalService.answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            assertThat(caller.get("/t/alice/ws", UPGRADE).response().text()).isEqualTo("no");
            assertThat(caller.get("/t/alice/ws", UPGRADE).response().text()).isEqualTo("no");
        }
    }

    @Test
    void otherProtocolsAreNotOffered() throws IOException {
        try (LocalService local = LocalService.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            assertThat(caller.get(
                                    "/t/alice/",
                                    "Connection: Upgrade, HTTP2-Settings",
                                    "Upgrade: h2c",
                                    "HTTP2-Settings: x")
                            .response()
                            .text())
                    .isEqualTo("ok");
            Request request = local.requests().element();
            assertThat(request.field("upgrade") + request.field("http2-settings") + request.field("connection"))
                    .isEmpty();
        }
    }

    @Test
    void aForeignPageCannotUseASignedUrl() throws IOException {
        try (LocalService local = LocalService.answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            String head = "GET /ws?clientId=alice&signature=m1.good HTTP/1.1\r\nHost: h:8000\r\nConnection: Upgrade\r\n"
                    + "Upgrade: websocket\r\nSec-WebSocket-Key: a2V5\r\nOrigin: ";
            assertThat(caller.send(head + "http://evil\r\n\r\n").response().text())
                    .contains("Origin");
            assertThat(caller.send(head + "null\r\n\r\n").response().text()).contains("Origin");
            assertThat(caller.send(head + "http://h:8000\r\n\r\n").response().text())
                    .isEqualTo("no");
        }
    }
}
