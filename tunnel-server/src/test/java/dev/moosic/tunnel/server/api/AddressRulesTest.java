package dev.moosic.tunnel.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.packet.Tunnel;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tunnel's address rules for the requests of callers. */
class AddressRulesTest {
    private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    @ParameterizedTest
    @EnumSource(Tunnel.Access.class)
    void whoIsTurnedAwayByAddressReachesNothingOnAKeptAliveConnectionEither(Tunnel.Access access) throws IOException {
        try (ApiServer server = new ApiServer(Tunnelling.SOCKETS);
                LocalService local = LocalService.answering(HELLO);
                RawCaller caller = server.caller()) {
            SocketTunnel tunnel = (SocketTunnel) server.connect(local, access);
            assertThat(caller.get("/t/alice/").response().status()).isEqualTo(200);
            tunnel.allowNobody();
            assertThat(caller.get("/t/alice/").response().status()).isEqualTo(403);
            assertThat(local.requests()).hasSize(1);
        }
    }

    @Test
    void whoShowsNoCredentialLearnsNothingOfTheRules() throws IOException {
        try (ApiServer server = new ApiServer(Tunnelling.SOCKETS);
                LocalService local = LocalService.answering(HELLO);
                RawCaller caller = server.caller()) {
            ((SocketTunnel) server.connect(local, Tunnel.Access.TOKEN)).allowNobody();
            caller.send("GET /t/alice/ HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(caller.response().status()).isEqualTo(401);
        }
    }
}
