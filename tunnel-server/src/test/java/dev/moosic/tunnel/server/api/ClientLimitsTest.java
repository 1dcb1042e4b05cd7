package dev.moosic.tunnel.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.moosic.tunnel.protocol.packet.Tunnel;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client was granted in streams and requests a second, asked for each request. */
class ClientLimitsTest {
    private ApiServer server;
    private LocalService service;
    private SocketTunnel tunnel;

    @BeforeEach
    void start() throws IOException {
        server = new ApiServer(Tunnelling.SOCKETS);
        service = LocalService.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        tunnel = (SocketTunnel) server.connect(service, Tunnel.Access.TOKEN);
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
        server.close();
    }

    private RawCaller.Response get(String... fields) throws IOException {
        try (RawCaller caller = server.caller()) {
            return caller.get("/t/alice/x", fields).response();
        }
    }

    @Test
    void moreRequestsThanGrantedAre429WithTheTimeToWait() throws IOException {
        assertThat(get().status()).isEqualTo(200);
        tunnel.requestWait = Duration.ofMillis(2_500);
        RawCaller.Response refused = get();
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.field("retry-after")).isEqualTo("3");
    }

    @Test
    void aRequestThatIsRefusedForItsTokenTakesNothing() throws IOException {
        tunnel.requestWait = Duration.ofSeconds(1);
        try (RawCaller caller = server.caller()) {
            caller.send("GET /t/alice/x HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer bad\r\n\r\n");
            assertThat(caller.response().status()).isEqualTo(401);
        }
    }

    @Test
    void aKeptConnectionIsUsedAgainThoughNoStreamMayBeOpened() throws IOException {
        assertThat(get().status()).isEqualTo(200);
        await().until(() -> !server.reports.isEmpty());
        tunnel.room = false;
        assertThat(get().status()).isEqualTo(200);
        assertThat(service.connections()).isEqualTo(1);
    }

    @Test
    void aStreamMoreThanGrantedIs429() throws IOException {
        tunnel.room = false;
        RawCaller.Response refused = get();
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.field("retry-after")).isEqualTo("1");
    }
}
