package dev.moosic.tunnel.server.control;

import static dev.moosic.tunnel.server.control.TestTunnelClient.error;
import static dev.moosic.tunnel.server.control.TestTunnelClient.port;
import static dev.moosic.tunnel.server.control.TestTunnelClient.tunnels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import dev.moosic.tunnel.protocol.mux.SessionCloseReason.ClosedByPeer;
import dev.moosic.tunnel.protocol.packet.AddressRules;
import dev.moosic.tunnel.protocol.packet.Bind;
import dev.moosic.tunnel.protocol.packet.Bound;
import dev.moosic.tunnel.protocol.packet.BoundTunnel;
import dev.moosic.tunnel.protocol.packet.BoundTunnel.Code;
import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.Renew;
import dev.moosic.tunnel.protocol.packet.ServerHello;
import dev.moosic.tunnel.protocol.packet.StreamMessage.RefusedByPeer;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.protocol.packet.Unbind;
import dev.moosic.tunnel.protocol.relay.RelayCloseReason.FarReset;
import dev.moosic.tunnel.server.remote.BoundPort;
import dev.moosic.tunnel.testing.Pattern;
import dev.moosic.tunnel.testing.PatternSink;
import dev.moosic.tunnel.testing.RefusingPort;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Public connections to remote ports, over real sockets and four event loops. */
class TcpTunnelTest {
    /** Past every window and buffer on the way at its start. */
    private static final long BYTES = 512 * 1024;

    private final ControlNode node = new ControlNode(4, Duration.ofSeconds(20));
    private final TestTunnelClient client = new TestTunnelClient(node.url());

    TcpTunnelTest() {
        node.allow("alice", "alice", "tcp:" + ControlNode.RANGE);
        node.allow("bob", "bob", "tcp:" + ControlNode.RANGE);
    }

    @AfterEach
    void close() {
        client.close();
        node.close();
        assertThat(node.crossLoop).hasValue(0);
    }

    @Test
    void bytesBothWaysAndHalfClose() throws Exception {
        try (LocalEcho echo = LocalEcho.echo()) {
            int port = port(client.connect("alice", "i1", client.tcp(1, echo.port(), 0)));
            List<CompletableFuture<String>> hashes = new ArrayList<>();
            for (int seed = 0; seed < 8; seed++) {
                long patternSeed = seed;
                hashes.add(CompletableFuture.supplyAsync(() -> echoed(port, patternSeed, BYTES)));
            }
            for (int seed = 0; seed < 8; seed++) {
                assertThat(hashes.get(seed).get(60, TimeUnit.SECONDS)).isEqualTo(Pattern.sha256(seed, BYTES));
            }
            assertThat(node.opened).hasValue(8);
        }
    }

    @Test
    void aCallerFromADeniedAddressIsTurnedAwayAndCounted() throws Exception {
        try (LocalEcho echo = LocalEcho.echo()) {
            Tunnel plain = client.tcp(1, echo.port(), 0);
            AddressRules rules = new AddressRules(null, List.of("127.0.0.0/8"));
            Tunnel ruled = new Tunnel(1, plain.name(), plain.type(), 0, null, null, rules);
            int port = port(client.connect("alice", "i1", ruled));
            try (Socket caller = connect(port)) {
                assertThatThrownBy(() -> caller.getInputStream().read()).isInstanceOf(IOException.class);
            }
            await().untilAsserted(() -> assertThat(node.rejections).containsExactly("address_denied"));
            assertThat(node.opened).hasValue(0);
        }
    }

    @Test
    void aResetOfTheLocalServiceIsAResetForTheCaller() throws Exception {
        LocalEcho.Service resets = socket -> {
            socket.getInputStream().read();
            socket.setSoLinger(true, 0);
        };
        try (LocalEcho local = LocalEcho.of(resets)) {
            int port = port(client.connect("alice", "i1", client.tcp(1, local.port(), 0)));
            try (Socket caller = connect(port)) {
                caller.getOutputStream().write(1);
                assertThatThrownBy(() -> caller.getInputStream().read())
                        .isInstanceOf(SocketException.class)
                        .hasMessageContaining("reset");
            }
        }
    }

    @Test
    void aResetOfTheCallerReachesTheLocalService() throws Exception {
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        LocalEcho.Service reads = socket -> {
            try {
                while (socket.getInputStream().read() >= 0) {
                    socket.getOutputStream().write(1);
                }
                seen.complete(new AssertionError("a clean end"));
            } catch (IOException e) {
                seen.complete(e);
            }
        };
        try (LocalEcho local = LocalEcho.of(reads)) {
            int port = port(client.connect("alice", "i1", client.tcp(1, local.port(), 0)));
            Socket caller = connect(port);
            caller.getOutputStream().write(1);
            caller.getInputStream().read();
            caller.setSoLinger(true, 0);
            caller.close();
            assertThat(seen.get(10, TimeUnit.SECONDS)).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void aRefusedLocalConnectionClosesTheCallerAtOnce() throws Exception {
        try (RefusingPort nobody = new RefusingPort();
                Socket caller = connect(port(client.connect("alice", "i1", client.tcp(1, nobody.number(), 0))))) {
            assertThatThrownBy(() -> caller.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        await().untilAsserted(() -> assertThat(node.ends)
                .singleElement()
                .isInstanceOfSatisfying(
                        FarReset.class, reset -> assertThat(reset.reason()).isInstanceOf(RefusedByPeer.class)));
    }

    @Test
    void aPortOfAnotherClientOrProgramIsNamed() throws Exception {
        int port = port(client.connect("alice", "i1", client.tcp(1, 9, 0)));
        TestTunnelClient other = new TestTunnelClient(node.url());
        try (ServerSocket program = freePortInRange()) {
            List<BoundTunnel> tunnels =
                    tunnels(other.connect("bob", "i2", other.tcp(1, 9, port), other.tcp(2, 9, program.getLocalPort())));

            assertThat(error(tunnels.get(0)).code()).isEqualTo(Code.PORT_TAKEN);
            assertThat(error(tunnels.get(0)).message()).contains("" + port).contains("belongs to another client");
            assertThat(error(tunnels.get(1)).code()).isEqualTo(Code.PORT_TAKEN);
            assertThat(error(tunnels.get(1)).message())
                    .contains("" + program.getLocalPort())
                    .contains("another program");
        } finally {
            other.close();
        }
    }

    @Test
    void tunnelsComeAndGoAtRunTime() throws Exception {
        try (LocalEcho echo = LocalEcho.echo()) {
            client.connect("alice", "i1");
            client.lane().send(new Bind(client.tcp(5, echo.port(), 0)));
            Bound bound = (Bound) client.packets.poll(5, TimeUnit.SECONDS);
            int port = bound.tunnel().port();
            Socket live = connect(port);
            live.getOutputStream().write(7);
            assertThat(live.getInputStream().read()).isEqualTo(7);

            client.lane().send(new Unbind(5));

            await().untilAsserted(() ->
                    assertThatThrownBy(() -> connect(port).close()).isInstanceOf(ConnectException.class));
            live.getOutputStream().write(8);
            assertThat(live.getInputStream().read()).isEqualTo(8);
            live.close();
        }
    }

    @Test
    void aRenewedTokenWithoutTheGrantUnbindsTheTunnel() throws Exception {
        int port = port(client.connect("alice", "i1", client.tcp(1, 9, 0)));
        node.allow("less", "alice", "http");

        client.lane().send(new Renew("less"));

        Bound lost = (Bound) client.packets.poll(5, TimeUnit.SECONDS);
        assertThat(error(lost.tunnel()).code()).isEqualTo(Code.PORT_NOT_GRANTED);
        await().untilAsserted(
                        () -> assertThatThrownBy(() -> connect(port).close()).isInstanceOf(ConnectException.class));
    }

    @Test
    void aRenewedTokenWithoutTheGrantEndsTheLiveStreamsToo() throws Exception {
        try (LocalEcho echo = LocalEcho.echo()) {
            int port = port(client.connect("alice", "i1", client.tcp(1, echo.port(), 0)));
            Socket live = connect(port);
            live.getOutputStream().write(7);
            assertThat(live.getInputStream().read()).isEqualTo(7);
            node.allow("less", "alice", "http");

            client.lane().send(new Renew("less"));

            assertThatThrownBy(() -> live.getInputStream().read()).isInstanceOf(SocketException.class);
            live.close();
        }
    }

    @Test
    void noMoreStreamsThanGrantedAndFewerWhenRenewedWithLess() throws Exception {
        node.allow("two", "alice", "tcp:" + ControlNode.RANGE, "streams:2");
        node.allow("one", "alice", "tcp:" + ControlNode.RANGE, "streams:1");
        try (LocalEcho echo = LocalEcho.echo()) {
            int port = port(client.connect("two", "i1", client.tcp(1, echo.port(), 0)));
            Socket older = talking(port);
            Socket newer = talking(port);
            try (Socket third = connect(port)) {
                assertThatThrownBy(() -> third.getInputStream().read()).isInstanceOf(SocketException.class);
            }
            await().until(() -> node.rejections.equals(List.of("streams_per_client")));

            client.lane().send(new Renew("one"));

            assertThatThrownBy(() -> newer.getInputStream().read()).isInstanceOf(SocketException.class);
            older.getOutputStream().write(8);
            assertThat(older.getInputStream().read()).isEqualTo(8);
            older.close();
            newer.close();
        }
    }

    @Test
    void changedGrantsTakeEffectWithoutARenewal() throws Exception {
        try (LocalEcho echo = LocalEcho.echo()) {
            int port = port(client.connect("alice", "i1", client.tcp(1, echo.port(), 0)));
            Socket live = talking(port);
            node.allow("alice", "alice", "http");

            alice().recheck();

            Bound lost = (Bound) client.packets.poll(5, TimeUnit.SECONDS);
            assertThat(error(lost.tunnel()).code()).isEqualTo(Code.PORT_NOT_GRANTED);
            assertThatThrownBy(() -> live.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(decisions()).containsExactly("HELLO ACCEPTED", "GRANT_LOST REFUSED");
            live.close();
        }
    }

    @Test
    void aGrantGivenToALiveClientOpensWhatItAskedFor() throws Exception {
        try (LocalEcho echo = LocalEcho.echo()) {
            node.allow("alice", "alice", "http");
            ServerHello hello = client.connect("alice", "i1", client.tcp(1, echo.port(), ControlNode.RANGE.first()));
            assertThat(error(tunnels(hello).get(0)).code()).isEqualTo(Code.PORT_NOT_GRANTED);
            node.allow("alice", "alice", "tcp:" + ControlNode.RANGE.first());

            alice().recheck();

            BoundTunnel bound = nextBound();
            assertThat(bound.error()).isNull();
            assertThat(bound.port()).isEqualTo(ControlNode.RANGE.first());
            talking(bound.port()).close();
        }
    }

    @Test
    void aGrantLostAndGivenAgainOpensTheSamePort() throws Exception {
        try (LocalEcho echo = LocalEcho.echo()) {
            int port = port(client.connect("alice", "i1", client.tcp(1, echo.port(), 0)));
            node.allow("alice", "alice", "http");
            alice().recheck();
            assertThat(error(nextBound()).code()).isEqualTo(Code.PORT_NOT_GRANTED);
            node.allow("alice", "alice", "tcp:" + ControlNode.RANGE);

            alice().recheck();

            BoundTunnel bound = nextBound();
            assertThat(bound.error()).isNull();
            assertThat(bound.port()).isEqualTo(port);
            talking(port).close();
        }
    }

    @Test
    void aTunnelGivenUpIsNotOpenedByALaterGrant() throws Exception {
        node.allow("alice", "alice", "http");
        client.connect("alice", "i1", client.tcp(1, 9, ControlNode.RANGE.first()), client.tcp(2, 9, 0));
        ConnectedClient alice = alice();
        client.lane().send(new Unbind(1));
        await().until(() -> alice.withheld().size() == 1);
        node.allow("alice", "alice", "tcp:" + ControlNode.RANGE);

        alice.recheck();

        assertThat(nextBound().id()).isEqualTo(2);
        assertThat(node.remotePorts.boundPorts()).hasSize(1);
        assertThat(client.packets.poll()).isNull();
    }

    @Test
    void aTunnelGivenUpWhileItsPortIsReservedStaysClosed() throws Exception {
        client.connect("alice", "i1");
        CompletableFuture<Void> database = node.registry.holdReservations();
        client.lane().send(new Bind(client.tcp(1, 9, 0)));
        await().until(() -> database.getNumberOfDependents() == 1);
        client.lane().send(new Unbind(1));
        client.lane().send(new Bind(client.tcp(2, 9, ControlNode.RANGE.last())));

        database.complete(null);

        assertThat(List.of(nextBound().id(), nextBound().id())).containsExactlyInAnyOrder(1L, 2L);
        await().untilAsserted(() -> assertThat(node.remotePorts.boundPorts())
                .extracting(BoundPort::port)
                .containsExactly(ControlNode.RANGE.last()));
    }

    private BoundTunnel nextBound() throws InterruptedException {
        return ((Bound) Objects.requireNonNull(client.packets.poll(5, TimeUnit.SECONDS))).tunnel();
    }

    @Test
    void aGrantThatIsLostWhileThePortIsReservedOpensNothing() throws Exception {
        client.connect("alice", "i1");
        CompletableFuture<Void> database = node.registry.holdReservations();
        client.lane().send(new Bind(client.tcp(1, 9, 0)));
        await().until(() -> database.getNumberOfDependents() == 1);
        node.allow("alice", "alice", "http");
        alice().recheck();
        await().until(() -> !alice().grants().allowsPort(ControlNode.RANGE.first()));

        database.complete(null);

        Bound lost = (Bound) client.packets.poll(5, TimeUnit.SECONDS);
        assertThat(error(lost.tunnel()).code()).isEqualTo(Code.PORT_NOT_GRANTED);
        await().untilAsserted(() -> assertThat(node.remotePorts.boundPorts()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"REVOKED, REVOKED", "EXPIRED, TOKEN_EXPIRED"})
    void aTokenThatIsNoLongerGoodEndsTheSessionWithItsOwnCode(Reason reason, CloseCode code) throws Exception {
        try (LocalEcho echo = LocalEcho.echo()) {
            Socket live = talking(port(client.connect("alice", "i1", client.tcp(1, echo.port(), 0))));
            node.refuse("alice", reason);

            alice().recheck();

            assertThat(client.closed.get(5, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            ClosedByPeer.class,
                            closed -> assertThat(closed.code()).isEqualTo(code));
            assertThatThrownBy(() -> live.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(decisions()).containsExactly("HELLO ACCEPTED", "SESSION REFUSED");
            live.close();
        }
    }

    @Test
    void aPrivilegedPortNeedsAGrantOfItsOwn() throws Exception {
        node.allow("range", "alice", "tcp:1-2000");
        BoundTunnel ranged = tunnels(client.connect("range", "i1", client.tcp(1, 9, 999), client.tcp(2, 9, 0)))
                .get(0);
        assertThat(error(ranged).code()).isEqualTo(Code.PORT_NOT_GRANTED);
        assertThat(error(ranged).message()).contains("tcp:999 by itself");
        assertThat(Grants.parse(List.of("tcp:1-2000", "tcp:999")).allowsPort(999))
                .isTrue();
    }

    @Test
    void thePortsOfTheServerItselfAreNotGivenOut() throws Exception {
        node.remotePorts.exclude(ControlNode.RANGE.first());
        BoundTunnel own = tunnels(
                        client.connect("alice", "i1", client.tcp(1, 9, ControlNode.RANGE.first()), client.tcp(2, 9, 0)))
                .get(0);
        assertThat(error(own).code()).isEqualTo(Code.PORT_TAKEN);
    }

    private ConnectedClient alice() {
        return node.awaitClient("alice");
    }

    private List<String> decisions() {
        return node.decisions.stream()
                .map(entry -> entry.event() + " " + entry.outcome())
                .toList();
    }

    /** The source pauses when what the way holds is full: what a caller can send stays far below what it has. */
    @Test
    void aCallerIsPausedWhileTheRateHoldsItBack() throws Exception {
        node.allow("slow", "alice", "tcp:" + ControlNode.RANGE, "down:1kB/s", "up:1kB/s");
        try (LocalEcho echo = LocalEcho.of(socket -> {
            socket.getOutputStream().write(socket.getInputStream().read());
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        })) {
            int port = port(client.connect("slow", "i1", client.tcp(1, echo.port(), 0)));
            try (Socket caller = talking(port)) {
                Thread sending = new Thread(() -> sendUntilClosed(caller));
                sending.start();
                ConnectedClient alice = alice();
                // As much as the stream's first credit covers, and what one read brings beyond it.
                await().until(() -> alice.statistics().queuedBytes() > 8 * 1024);
                await().during(Duration.ofSeconds(1)).until(() -> {
                    long queued = alice.statistics().queuedBytes();
                    return queued > 8 * 1024 && queued < 256 * 1024;
                });
                caller.close();
                sending.join();
            }
        }
    }

    private static void sendUntilClosed(Socket socket) {
        try {
            for (int i = 0; i < 10_000; i++) {
                socket.getOutputStream().write(new byte[10_000]);
            }
        } catch (IOException closed) {
            // As expected.
        }
    }

    /** A connection that has a live stream. */
    private static Socket talking(int port) throws IOException {
        Socket socket = connect(port);
        socket.getOutputStream().write(7);
        assertThat(socket.getInputStream().read()).isEqualTo(7);
        return socket;
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static ServerSocket freePortInRange() throws IOException {
        for (int port = ControlNode.RANGE.last(); ; port--) {
            try {
                return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
            } catch (IOException taken) {
                assertThat(port).isGreaterThan(ControlNode.RANGE.first());
            }
        }
    }

    /** The SHA-256 of what comes back, up to the end that follows ours. */
    static String echoed(int port, long seed, long bytes) {
        try (Socket socket = connect(port);
                PatternSink sink = new PatternSink()) {
            socket.setSoTimeout(30_000);
            CompletableFuture<Void> sent = CompletableFuture.runAsync(
                    () -> {
                        try {
                            OutputStream out = socket.getOutputStream();
                            new Pattern(seed, bytes).transferTo(out);
                            socket.shutdownOutput();
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    },
                    task -> new Thread(task).start());
            socket.getInputStream().transferTo(sink);
            sent.join();
            return sink.sha256();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
