package dev.moosic.tunnel.server.control;

import static dev.moosic.tunnel.server.control.TestTunnelClient.port;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.moosic.tunnel.protocol.mux.SessionCloseReason.ClosedByPeer;
import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.ServerHello;
import dev.moosic.tunnel.protocol.packet.ServerHello.Status;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that comes back: as a newer session, and as the same one. */
class ReconnectTest {
    private final ControlNode node = new ControlNode(4, Duration.ofSeconds(20));
    private final TestTunnelClient first = new TestTunnelClient(node.url());
    private final TestTunnelClient second = new TestTunnelClient(node.url());

    ReconnectTest() {
        node.allow("alice", "alice", "tcp:" + ControlNode.RANGE);
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
        node.close();
        assertThat(node.crossLoop).hasValue(0);
    }

    @Test
    void theNewestSessionWinsAndHasThePortWithinASecond() throws Exception {
        try (LocalEcho echo = LocalEcho.echo()) {
            ServerHello older = first.connect("alice", "i1", first.tcp(1, echo.port(), 0));
            int port = port(older);
            long begun = System.nanoTime();

            ServerHello newer = second.connect("alice", "i2", second.tcp(1, echo.port(), 0));

            assertThat(port(newer)).isEqualTo(port);
            roundTrip(port);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
            assertThat(first.closed.get(5, TimeUnit.SECONDS)).isInstanceOfSatisfying(ClosedByPeer.class, closed -> {
                assertThat(closed.code()).isEqualTo(CloseCode.SUPERSEDED);
                assertThat(closed.retryAfterMs()).isGreaterThanOrEqualTo(60_000);
            });
            await().untilAsserted(() -> assertThat(node.registry.connections).containsValue(newer.session()));
        }
    }

    @Test
    void twoWithOneIdentityAreKeptFromTakingOverForEver() throws Exception {
        for (int takeover = 0; takeover <= TakeoverLimit.TAKEOVERS; takeover++) {
            TestTunnelClient next = new TestTunnelClient(node.url());
            try {
                assertThat(next.connect("alice", "i" + takeover).status()).isEqualTo(Status.SUCCESS);
            } finally {
                if (takeover < TakeoverLimit.TAKEOVERS) {
                    TestTunnelClient left = next;
                    left.closed.whenComplete((reason, failure) -> left.close());
                } else {
                    ServerHello refused = second.connect("alice", "another");
                    assertThat(refused.status()).isEqualTo(Status.SUPERSEDED);
                    assertThat(refused.retryAfterMs()).isGreaterThanOrEqualTo(60_000);
                    next.close();
                }
            }
        }
    }

    @Test
    void aCrashLoopNeverLocksItselfOut() throws Exception {
        for (int crash = 0; crash < 3 * TakeoverLimit.TAKEOVERS; crash++) {
            TestTunnelClient process = new TestTunnelClient(node.url());
            assertThat(process.connect("alice", "p" + crash).status()).isEqualTo(Status.SUCCESS);
            process.cut();
            process.close();
            await().until(() -> node.clients.all().stream().noneMatch(ConnectedClient::isReachable));
        }
    }

    @Test
    void aSessionResumesWithItsLiveStreams() throws Exception {
        try (LocalEcho echo = LocalEcho.echo()) {
            int port = port(first.connect("alice", "i1", first.tcp(1, echo.port(), 0)));
            Socket live = connect(port);
            live.getOutputStream().write(1);
            assertThat(live.getInputStream().read()).isEqualTo(1);

            for (int loss = 0; loss < 3; loss++) {
                first.cut();
                await().until(() -> node.clients.all().stream().noneMatch(ConnectedClient::isReachable));
                live.getOutputStream().write(2);
                Socket waiting = connect(port);
                waiting.getOutputStream().write(3);

                assertThat(first.resume("alice", "i1").status()).isEqualTo(Status.SUCCESS);

                assertThat(live.getInputStream().read()).isEqualTo(2);
                assertThat(waiting.getInputStream().read()).isEqualTo(3);
                waiting.close();
            }
            live.shutdownOutput();
            assertThat(live.getInputStream().read()).isEqualTo(-1);
            live.close();
        }
    }

    @Test
    void anOldGenerationIsNotResumed() throws Exception {
        first.connect("alice", "i1");
        first.cut();
        assertThat(first.resume("alice", "i1").status()).isEqualTo(Status.SUCCESS);
        assertThat(second.say(first.resumption("alice", "i1", 1, 0)).status()).isEqualTo(Status.UNKNOWN_SESSION);
    }

    @Test
    void aSessionThatIsClosedGivesItsPortsAndItsRowBack() throws Exception {
        int port = port(first.connect("alice", "i1", first.tcp(1, 9, 0)));

        first.session().close(CloseCode.NORMAL, 0, "done");

        await().untilAsserted(() -> {
            assertThat(node.clients.size()).isZero();
            assertThat(node.remotePorts.boundPorts()).isEmpty();
            assertThat(node.registry.connections).isEmpty();
            assertThatThrownBy(() -> connect(port).close()).isInstanceOf(SocketException.class);
        });
        assertThat(port(second.connect("alice", "i2", second.tcp(1, 9, 0)))).isEqualTo(port);
    }

    private static void roundTrip(int port) throws Exception {
        try (Socket socket = connect(port)) {
            socket.getOutputStream().write(9);
            assertThat(socket.getInputStream().read()).isEqualTo(9);
        }
    }

    private static Socket connect(int port) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        return socket;
    }
}
