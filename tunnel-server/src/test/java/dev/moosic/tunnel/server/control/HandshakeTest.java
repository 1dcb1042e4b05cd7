package dev.moosic.tunnel.server.control;

import static dev.moosic.tunnel.server.control.TestTunnelClient.error;
import static dev.moosic.tunnel.server.control.TestTunnelClient.tunnels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.audit.AuditEvent;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.packet.AddressRules;
import dev.moosic.tunnel.protocol.packet.BasicUser;
import dev.moosic.tunnel.protocol.packet.BoundTunnel.Code;
import dev.moosic.tunnel.protocol.packet.ClientHello;
import dev.moosic.tunnel.protocol.packet.ClientHello.Intent;
import dev.moosic.tunnel.protocol.packet.ServerHello;
import dev.moosic.tunnel.protocol.packet.ServerHello.Status;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.server.lifecycle.ServerState;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/protocol.md section 5, each status. */
class HandshakeTest {
    private static final String HASH = "$argon2id$v=19$m=19456,t=2,p=1$" + "A".repeat(22) + "$" + "A".repeat(43);
    private static final String COSTLY = HASH.replace("19456", "65537");

    private ControlNode node = new ControlNode(2, Duration.ofSeconds(20));
    private TestTunnelClient client = new TestTunnelClient(node.url());

    @BeforeEach
    void allow() {
        node.allow("alice", "alice", "tcp:" + ControlNode.RANGE, "http", "host:music.example.com");
    }

    @AfterEach
    void close() {
        client.close();
        node.close();
    }

    @Test
    void successTellsClientIdSessionAndRemoteAddresses() throws Exception {
        Tunnel web = new Tunnel(7, "web", Tunnel.Type.HTTP, 0, List.of("Music.Example.com"), null);

        ServerHello hello = client.connect("alice", "i1", client.tcp(1, 9, 0), web);

        assertThat(hello.status()).isEqualTo(Status.SUCCESS);
        assertThat(hello.clientId()).isEqualTo("alice");
        assertThat(hello.secret()).hasSize(43);
        assertThat(hello.node()).isEqualTo("node-1");
        assertThat(hello.graceMs()).isEqualTo(20_000);
        assertThat(tunnels(hello)).hasSize(2);
        assertThat(tunnels(hello).get(0).remote())
                .isEqualTo("127.0.0.1:" + tunnels(hello).get(0).port());
        assertThat(tunnels(hello).get(1).remote())
                .isEqualTo("http://music.example.com:" + node.url().getPort() + "/");
        await().untilAsserted(() -> assertThat(node.registry.connections).containsValue(hello.session()));
        ConnectedClient found = node.clients.findByHost("music.example.com");
        assertThat(found).isSameAs(node.clients.find(new ClientId("alice")));
    }

    @ParameterizedTest
    @CsvSource({
        "MALFORMED, UNAUTHORIZED",
        "BAD_SIGNATURE, UNAUTHORIZED",
        "UNKNOWN_KEY, UNAUTHORIZED",
        "EXPIRED, UNAUTHORIZED",
        "NOT_YET_VALID, UNAUTHORIZED",
        "WRONG_SERVER, ILLEGAL_HOST",
        "REVOKED, FORBIDDEN",
        "'', UNAUTHORIZED",
    })
    void aTokenThatIsNotAccepted(String token, Status status) throws Exception {
        assertThat(client.connect(token, "i1").status()).isEqualTo(status);
        assertThat(node.clients.size()).isZero();
    }

    @Test
    void aClientWithoutACertificateIsToldWhatIsWantedAndNoted() throws Exception {
        try (ControlNode wanting = new ControlNode(1, Duration.ofSeconds(20), true);
                Socket socket = new Socket("127.0.0.1", wanting.url().getPort())) {
            socket.getOutputStream()
                    .write(("GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                    + "Sec-WebSocket-Protocol: moosic-tunnel.v1\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 403 ")
                    .containsIgnoringCase("content-type: application/problem+json")
                    .contains(
                            "\"status\":403", "\"detail\":\"this server wants a certificate of its clients' authority");
            assertThat(wanting.decisions)
                    .containsExactly(AuditEntry.refused(AuditEvent.HELLO, "no client certificate was shown")
                            .address("127.0.0.1"));
        }
    }

    @Test
    void anotherVersion() throws Exception {
        ServerHello hello = client.say(hello(2, Intent.NEW, "alice", "i1"));

        assertThat(hello.status()).isEqualTo(Status.VERSION_MISMATCH);
        assertThat(hello.message()).contains("2").contains("1");
    }

    @Test
    void malformedHellos() throws Exception {
        assertThat(client.say(hello(1, null, "alice", "i1")).status()).isEqualTo(Status.BAD_REQUEST);
        assertThat(client.say(hello(1, Intent.NEW, "alice", "i 1")).status()).isEqualTo(Status.BAD_REQUEST);
        assertThat(client.say(hello(1, Intent.RESUME, "alice", "i1")).status()).isEqualTo(Status.BAD_REQUEST);
    }

    @Test
    void aSessionThatIsNotHere() throws Exception {
        ClientHello resume = new ClientHello(1, Intent.RESUME, "alice", "i1", null, null, "42", 0, 1, 0, "cHJvb2Y");

        assertThat(client.say(resume).status()).isEqualTo(Status.UNKNOWN_SESSION);
    }

    @Test
    void aProofThatDoesNotFit() throws Exception {
        ServerHello opened = client.connect("alice", "i1");
        client.cut();
        ClientHello resume =
                new ClientHello(1, Intent.RESUME, "alice", "i1", null, null, opened.session(), 0, 1, 0, "cHJvb2Y");

        assertThat(client.say(resume).status()).isEqualTo(Status.UNKNOWN_SESSION);
    }

    @Test
    void nothingOfWhatIsAskedForIsGranted() throws Exception {
        ServerHello hello = client.connect("alice", "i1", client.tcp(1, 9, 30_000));

        assertThat(hello.status()).isEqualTo(Status.SUCCESS);
        assertThat(error(tunnels(hello).get(0)).code()).isEqualTo(Code.PORT_NOT_GRANTED);
        assertThat(error(tunnels(hello).get(0)).message()).contains("30000");
        assertThat(node.remotePorts.boundPorts()).isEmpty();
        assertThat(node.registry.findPortOwner(30_000).toCompletableFuture().get())
                .as("whose port it is from now on")
                .isEmpty();
    }

    @Test
    void aTunnelThatFailsLeavesTheOthersAlone() throws Exception {
        Tunnel open = new Tunnel(8, "open", Tunnel.Type.HTTP, 0, null, Tunnel.Access.PUBLIC);
        Tunnel twice = new Tunnel(9, "t1", Tunnel.Type.HTTP, 0, null, null);

        ServerHello hello = client.connect("alice", "i1", client.tcp(1, 9, 0), open, twice);

        assertThat(hello.status()).isEqualTo(Status.SUCCESS);
        assertThat(tunnels(hello).get(0).error()).isNull();
        assertThat(error(tunnels(hello).get(1)).code()).isEqualTo(Code.ACCESS_NOT_GRANTED);
        assertThat(error(tunnels(hello).get(2)).code()).isEqualTo(Code.DUPLICATE);
    }

    @Test
    void theTunnelWithoutHostNamesAnswersForTheClient() throws Exception {
        Tunnel named = new Tunnel(1, "named", Tunnel.Type.HTTP, 0, List.of("music.example.com"), null);
        client.connect("alice", "i1", named, new Tunnel(2, "plain", Tunnel.Type.HTTP, 0, null, null));

        assertThat(httpTunnel("alice").name()).isEqualTo("plain");
    }

    @Test
    void aTunnelWithHostNamesAnswersForTheClientIfThereIsNoOther() throws Exception {
        client.connect("alice", "i1", new Tunnel(1, "named", Tunnel.Type.HTTP, 0, List.of("music.example.com"), null));

        assertThat(httpTunnel("alice").name()).isEqualTo("named");
    }

    private ConnectedTunnel httpTunnel(String of) {
        return Objects.requireNonNull(node.awaitClient(of).httpTunnel());
    }

    @Test
    void addressRulesAreAnsweredForOrRefused() throws Exception {
        Tunnel ruled = ruled(8, "ruled", new AddressRules(List.of("192.0.2.0/24"), null));
        Tunnel odd = ruled(9, "odd", new AddressRules(null, List.of("192.0.2.0/99")));

        ServerHello hello = client.connect("alice", "i1", client.tcp(1, 9, 0), ruled, odd);

        assertThat(tunnels(hello).get(0).enforces()).isNull();
        assertThat(tunnels(hello).get(1).enforces()).containsExactly("addresses");
        assertThat(error(tunnels(hello).get(2)).code()).isEqualTo(Code.BAD_REQUEST);
        assertThat(error(tunnels(hello).get(2)).message()).contains("192.0.2.0/24");
    }

    @Test
    void usersAreAnsweredForOrRefused() throws Exception {
        List<BasicUser> anna = List.of(new BasicUser("anna", HASH));
        ServerHello hello = client.connect(
                "alice",
                "i1",
                basic(1, "music", Tunnel.Type.HTTP, Tunnel.Access.BASIC, anna),
                basic(2, "nobody", Tunnel.Type.HTTP, Tunnel.Access.BASIC, null),
                basic(3, "open", Tunnel.Type.HTTP, Tunnel.Access.TOKEN, anna),
                basic(4, "ssh", Tunnel.Type.TCP, Tunnel.Access.BASIC, anna),
                basic(5, "costly", Tunnel.Type.HTTP, Tunnel.Access.BASIC, List.of(new BasicUser("anna", COSTLY))));

        assertThat(tunnels(hello).get(0).error()).isNull();
        assertThat(tunnels(hello).get(0).enforces()).containsExactly("users");
        assertThat(httpTunnel("alice").users()).isEqualTo(anna);
        assertThat(tunnels(hello).subList(1, 5)).allSatisfy(refused -> {
            assertThat(error(refused).code()).isEqualTo(Code.BAD_REQUEST);
            assertThat(error(refused).message()).doesNotContain("$AAAA");
        });
        assertThat(error(tunnels(hello).get(4)).message()).contains("m=65537; expected 7168 to 65536");
    }

    private static Tunnel basic(
            long id, String name, Tunnel.Type type, Tunnel.Access access, @Nullable List<BasicUser> users) {
        return new Tunnel(id, name, type, 0, null, access, users, null);
    }

    private static Tunnel ruled(long id, String name, AddressRules rules) {
        return new Tunnel(id, name, Tunnel.Type.HTTP, 0, null, null, rules);
    }

    @Test
    void aServerThatDrainsTakesNoNewSession() throws Exception {
        node.readiness.advance(ServerState.DRAINING);

        ServerHello hello = client.connect("alice", "i1");

        assertThat(hello.status()).isEqualTo(Status.SERVICE_TEMPORARY_UNAVAILABLE);
        assertThat(hello.retryAfterMs()).isPositive();
    }

    @Test
    void controlConnectionsThatSayNothingAreLimitedByAddress() throws Exception {
        List<Socket> silent = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            silent.add(upgraded("101"));
        }
        silent.add(upgraded("429"));
        silent.get(0).close();
        await().untilAsserted(() -> silent.add(upgraded("101")));
        for (Socket socket : silent) {
            socket.close();
        }
    }

    private Socket upgraded(String status) throws Exception {
        Socket socket = new Socket("127.0.0.1", node.url().getPort());
        socket.setSoTimeout(5_000);
        socket.getOutputStream()
                .write(("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                                + "Sec-WebSocket-Protocol: moosic-tunnel.v1\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        byte[] answer = socket.getInputStream().readNBytes(12);
        assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 " + status);
        return socket;
    }

    private static ClientHello hello(int version, @Nullable Intent intent, String token, String instance) {
        return new ClientHello(version, intent, token, instance, null, null, null, 0, 0, 0, null);
    }
}
