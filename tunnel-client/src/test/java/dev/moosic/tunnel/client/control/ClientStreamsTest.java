package dev.moosic.tunnel.client.control;

import static dev.moosic.tunnel.client.control.ClientUnderTest.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.moosic.tunnel.client.config.LocalAddress;
import dev.moosic.tunnel.client.config.TunnelConfig;
import dev.moosic.tunnel.client.event.ClientEvent;
import dev.moosic.tunnel.protocol.mux.SessionStatistics;
import dev.moosic.tunnel.protocol.packet.AddressRules;
import dev.moosic.tunnel.protocol.packet.Bind;
import dev.moosic.tunnel.protocol.packet.Bound;
import dev.moosic.tunnel.protocol.packet.BoundTunnel;
import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.packet.RefusalCode;
import dev.moosic.tunnel.protocol.packet.StreamErrorCode;
import dev.moosic.tunnel.protocol.packet.StreamMessage;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.protocol.packet.Unbind;
import dev.moosic.tunnel.testing.Pattern;
import dev.moosic.tunnel.testing.RefusingPort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams that a server opens, through the client, to local services and back; real sockets all the way. */
class ClientStreamsTest {
    private static final long MEBIBYTE = 1_048_576;

    private final ScriptedServer server = new ScriptedServer();
    private final LocalEnds local = new LocalEnds();
    private final List<ClientUnderTest> clients = new ArrayList<>();

    private ClientUnderTest client(TunnelConfig... tunnels) throws Exception {
        ClientUnderTest client = new ClientUnderTest(server.address(), tunnels);
        clients.add(client);
        client.next(ClientEvent.TunnelUp.class);
        return client;
    }

    @AfterEach
    void close() throws Exception {
        clients.forEach(ClientUnderTest::close);
        local.close();
        server.close();
    }

    @Test
    void bytesPassBothWaysAndHalfCloseInOrder() throws Exception {
        ClientUnderTest client = client(tcp("echo", local.listen(LocalEnds::echo)));
        PublicStream stream = PublicStream.open(server.lane(), 1, 7, 8 * MEBIBYTE);
        assertThat(stream.received.get(20, TimeUnit.SECONDS)).isEqualTo(Pattern.sha256(7, 8 * MEBIBYTE));
        assertThat(stream.broken).isNotDone();
        await().untilAsserted(() -> {
            assertThat(client.services.activity("echo").figures().live()).isZero();
            assertThat(client.services.activity("echo").figures().bytesFromLocal())
                    .isEqualTo(8 * MEBIBYTE);
            assertThat(client.services.activity("echo").figures().bytesToLocal())
                    .isEqualTo(8 * MEBIBYTE);
        });
    }

    @Test
    void aLocalServiceThatIsAbsentIsRefusedAndCounted() throws Exception {
        ClientUnderTest client;
        try (RefusingPort nothing = new RefusingPort()) {
            client = client(tcp("absent", nothing.number()));
            assertThat(PublicStream.open(server.lane(), 1, 1, 10).broken.get(20, TimeUnit.SECONDS))
                    .isEqualTo(new StreamMessage.RefusedByPeer(
                            RefusalCode.CONNECTION_REFUSED, "nothing listens at the local address"));
        }
        assertThat(client.services.activity("absent").figures().failed()).isEqualTo(1);
        assertThat(client.services.activity("absent").figures().lastFailure()).contains("nothing listens");
    }

    @Test
    void aLocalServiceThatHangsTimesOut() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            List<Socket> waiting = fillBacklog(full);
            client(tcp("hanging", full.getLocalPort()));
            assertThat(PublicStream.open(server.lane(), 1, 1, 10).broken.get(20, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            StreamMessage.RefusedByPeer.class,
                            refused -> assertThat(refused.code()).isEqualTo(RefusalCode.CONNECT_TIMEOUT));
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    /** Until the kernel answers no further connection. */
    private static List<Socket> fillBacklog(ServerSocket listener) throws Exception {
        List<Socket> waiting = new ArrayList<>();
        while (true) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(new InetSocketAddress("127.0.0.1", listener.getLocalPort()), 200);
            } catch (SocketTimeoutException e) {
                return waiting;
            }
        }
    }

    @Test
    void aLocalNameThatDoesNotExistIsUnreachable() throws Exception {
        TunnelConfig unknown = new TunnelConfig(
                "unknown",
                Tunnel.Type.TCP,
                new LocalAddress("no-such-host.invalid", 80),
                0,
                List.of(),
                Tunnel.Access.TOKEN,
                false,
                Duration.ofSeconds(10));
        client(unknown);
        assertThat(PublicStream.open(server.lane(), 1, 1, 10).broken.get(20, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        StreamMessage.RefusedByPeer.class,
                        refused -> assertThat(refused.code()).isEqualTo(RefusalCode.UNREACHABLE));
    }

    @Test
    void aCallerWhomTheTunnelsRulesTurnAwayReachesNothing() throws Exception {
        TunnelConfig echo = tcp("echo", local.listen(LocalEnds::echo));
        client(new TunnelConfig(
                echo.name(),
                echo.type(),
                echo.local(),
                0,
                List.of(),
                echo.access(),
                List.of(),
                new AddressRules(List.of("192.0.2.0/24"), null),
                false,
                echo.connectTimeout()));
        assertThat(PublicStream.open(server.lane(), 1, 1, 10).broken.get(20, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        StreamMessage.RefusedByPeer.class,
                        refused -> assertThat(refused.message()).contains("not to be reached from that address"));
    }

    @Test
    void aTunnelThatIsNotConfiguredReachesNothing() throws Exception {
        client(tcp("echo", local.listen(LocalEnds::echo)));
        assertThat(PublicStream.open(server.lane(), 99, 1, 10).broken.get(20, TimeUnit.SECONDS))
                .isEqualTo(
                        new StreamMessage.RefusedByPeer(RefusalCode.NO_SUCH_TUNNEL, "this client has no such tunnel"));
    }

    @Test
    void aLocalServiceThatResetsIsPassedOnAsAReset() throws Exception {
        client(tcp("resetting", local.listen(socket -> {
            socket.getInputStream().readNBytes(10);
            socket.setSoLinger(true, 0);
            socket.close();
        })));
        PublicStream stream = PublicStream.open(server.lane(), 1, 1, MEBIBYTE);
        assertThat(stream.broken.get(20, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        StreamMessage.ResetByPeer.class,
                        reset -> assertThat(reset.code()).isEqualTo(StreamErrorCode.CONNECTION_RESET));
        assertThat(stream.received).isNotDone();
    }

    @Test
    void aCallerWhoGoesAwayEndsTheLocalConnection() throws Exception {
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        client(tcp("watching", local.listen(socket -> {
            socket.getOutputStream().write(1);
            try {
                ended.complete(socket.getInputStream().read());
            } catch (IOException e) {
                ended.complete(-2);
            }
        })));
        PublicStream stream = PublicStream.open(server.lane(), 1, 1, Long.MAX_VALUE);
        await().until(() -> stream.count() == 1);
        stream.reset();
        assertThat(ended.get(20, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void aCallerWhoGoesAwayWhileTheLocalServiceHangsLeavesNothing() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            List<Socket> waiting = fillBacklog(full);
            ClientUnderTest client = client(tcp("hanging", full.getLocalPort()));
            PublicStream stream = PublicStream.open(server.lane(), 1, 1, 10);
            stream.reset();
            await().until(() -> {
                SessionStatistics figures =
                        Objects.requireNonNull(client.connections.views().get(0).statistics());
                return figures.streamsOpened() == 1 && figures.liveStreams() == 0;
            });
            assertThat(client.services.activity("hanging").figures().failed()).isZero();
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    @Test
    void theProxyProtocolHeaderComesBeforeTheFirstByte() throws Exception {
        CompletableFuture<byte[]> seen = new CompletableFuture<>();
        int port = local.listen(socket -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(bytes);
            seen.complete(bytes.toByteArray());
            socket.close();
        });
        client(tcp("proxied", port, 0, true));
        PublicStream.open(server.lane(), Init.to(1, "203.0.113.7:5123", "198.51.100.1:20022"), 3, 100);
        assertThat(HexFormat.of().formatHex(seen.get(20, TimeUnit.SECONDS)))
                .isEqualTo("0d0a0d0a000d0a515549540a2111000ccb007107c633640114034e36"
                        + HexFormat.of().formatHex(Pattern.bytes(3, 100)));
    }

    @Test
    void editsBindAndUnbindWhileStreamsRun() throws Exception {
        int echo = local.listen(LocalEnds::echo);
        TunnelConfig first = tcp("first", echo);
        TunnelConfig second = tcp("second", echo);
        ClientUnderTest client = client(first);
        PublicStream running = PublicStream.open(server.lane(), 1, 5, Long.MAX_VALUE);
        await().until(() -> running.count() > MEBIBYTE);

        client.replace(second);
        assertThat(server.nextPacket()).isEqualTo(new Unbind(1));
        assertThat(server.nextPacket()).isEqualTo(new Bind(second.toTunnel(2)));
        server.lane().send(new Bound(BoundTunnel.at(second.toTunnel(2), "public.example:2", 2)));
        assertThat(client.next(ClientEvent.TunnelUp.class).remote()).isEqualTo("public.example:2");

        long before = running.count();
        await().until(() -> running.count() > before + MEBIBYTE);
        PublicStream other = PublicStream.open(server.lane(), 2, 6, 1_000);
        assertThat(other.received.get(20, TimeUnit.SECONDS)).isEqualTo(Pattern.sha256(6, 1_000));
        assertThat(PublicStream.open(server.lane(), 1, 6, 10).broken.get(20, TimeUnit.SECONDS))
                .isInstanceOf(StreamMessage.RefusedByPeer.class);
        assertThat(running.broken).isNotDone();
        running.reset();
    }

    @Test
    void anotherLocalAddressServesTheNextStreamWithoutABind() throws Exception {
        ClientUnderTest client = client(tcp("moving", local.listen(LocalEnds.source(1, 1_000))));
        client.replace(tcp("moving", local.listen(LocalEnds.source(2, 1_000))));
        PublicStream stream = PublicStream.open(server.lane(), 1, 9, 0);
        assertThat(stream.received.get(20, TimeUnit.SECONDS)).isEqualTo(Pattern.sha256(2, 1_000));
        assertThat(server.packets).isEmpty();
    }
}
