package dev.moosic.tunnel.client.control;

import static dev.moosic.tunnel.client.control.ClientUnderTest.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.moosic.tunnel.client.event.ClientEvent;
import dev.moosic.tunnel.client.event.ExitCode;
import dev.moosic.tunnel.protocol.packet.ClientHello;
import dev.moosic.tunnel.protocol.packet.Renew;
import dev.moosic.tunnel.protocol.packet.ServerHello;
import dev.moosic.tunnel.protocol.packet.SessionProof;
import dev.moosic.tunnel.testing.Pattern;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a session whose control connection is lost, and of its token. */
class ResumptionTest {
    private static final long MEBIBYTE = 1_048_576;

    private final ScriptedServer server = new ScriptedServer();
    private final LocalEnds local = new LocalEnds();

    @AfterEach
    void close() throws Exception {
        local.close();
        server.close();
    }

    @Test
    void streamsGoOnOverANewControlConnectionByteForByte() throws Exception {
        try (ClientUnderTest client =
                new ClientUnderTest(server.address(), tcp("echo", local.listen(LocalEnds::echo)))) {
            client.next(ClientEvent.TunnelUp.class);
            PublicStream stream = PublicStream.open(server.lane(), 1, 11, 24 * MEBIBYTE);
            assertThat(server.nextHello().intent()).isEqualTo(ClientHello.Intent.NEW);
            for (long generation = 1; generation <= 3; generation++) {
                long reached = generation * 4 * MEBIBYTE;
                await().until(() -> stream.count() > reached);
                server.cut();
                ClientHello hello = server.nextHello();
                assertThat(hello.intent()).isEqualTo(ClientHello.Intent.RESUME);
                assertThat(hello.session()).isEqualTo("session-1");
                assertThat(hello.generation()).isEqualTo(generation);
                assertThat(SessionProof.matches("c2VjcmV0", hello)).isTrue();
                client.next(ClientEvent.Disconnected.class);
                client.next(ClientEvent.Resumed.class);
            }
            assertThat(stream.received)
                    .succeedsWithin(Duration.ofSeconds(20))
                    .isEqualTo(Pattern.sha256(11, 24 * MEBIBYTE));
            assertThat(stream.broken).isNotDone();
        }
    }

    @Test
    void aServerThatForgotTheSessionGetsANewOne() throws Exception {
        try (ClientUnderTest client = new ClientUnderTest(server.address(), tcp("echo", 9))) {
            client.next(ClientEvent.TunnelUp.class);
            server.hello = asked -> asked.intent() == ClientHello.Intent.RESUME
                    ? ServerHello.error(ServerHello.Status.UNKNOWN_SESSION, "who?", 0)
                    : server.welcome(asked);
            server.cut();
            client.next(ClientEvent.Disconnected.class);
            client.next(ClientEvent.Connected.class);
            assertThat(server.nextHello().intent()).isEqualTo(ClientHello.Intent.NEW);
            assertThat(server.nextHello().intent()).isEqualTo(ClientHello.Intent.RESUME);
            assertThat(server.nextHello().intent()).isEqualTo(ClientHello.Intent.NEW);
        }
    }

    @Test
    void underOnceALostConnectionIsTheEnd() throws Exception {
        try (ClientUnderTest client =
                new ClientUnderTest(server.address(), null, null, true, Duration.ofMinutes(10), tcp("echo", 9))) {
            client.next(ClientEvent.TunnelUp.class);
            server.cut();
            assertThat(client.next(ClientEvent.GaveUp.class).exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
            assertThat(client.connections.ended())
                    .succeedsWithin(Duration.ofSeconds(20))
                    .isEqualTo(ExitCode.UNAVAILABLE);
        }
    }

    @Test
    void theTokenIsRenewedAtTwoThirdsOfItsLife() throws Exception {
        Duration lifetime = Duration.ofMillis(1_200);
        try (ClientUnderTest client =
                new ClientUnderTest(server.address(), null, null, false, lifetime, tcp("echo", 9))) {
            client.next(ClientEvent.TunnelUp.class);
            assertThat(server.nextPacket()).isEqualTo(new Renew("token"));
            assertThat(server.nextPacket()).isEqualTo(new Renew("token"));
        }
    }
}
