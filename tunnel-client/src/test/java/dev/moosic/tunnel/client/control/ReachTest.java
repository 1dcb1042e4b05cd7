package dev.moosic.tunnel.client.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.client.config.ClientCertificate;
import dev.moosic.tunnel.client.config.ConfigException;
import dev.moosic.tunnel.client.config.Mask;
import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.client.proxy.ProxyRoutes;
import dev.moosic.tunnel.client.socket.NameLookup;
import dev.moosic.tunnel.client.socket.SocketDialer;
import dev.moosic.tunnel.protocol.transport.Transport;
import dev.moosic.tunnel.testing.RefusingPort;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each step on the way to a server, and how its failure is told. */
class ReachTest {
    private static final PassedTime NOTHING_KNOWN = PassedTime.unknown();

    private final Transport transport = Transport.detect();
    private final EventLoopGroup group = transport.newEventLoopGroup(1, "reach");
    private final NameLookup names = new NameLookup();
    private final LocalEnds ends = new LocalEnds();
    private final List<ConnectStep> passed = new ArrayList<>();

    @TempDir
    Path folder;

    /** Why {@code server} was not reached, or {@code null}. */
    private @Nullable ConnectFailure reach(ServerAddress server, @Nullable String pin) throws Exception {
        return reachBy(new ServerTrust(pin, null, NOTHING_KNOWN), server);
    }

    private @Nullable ConnectFailure reachBy(ServerTrust trust, ServerAddress server) throws Exception {
        ServerDialer dialer =
                new ServerDialer(new SocketDialer(transport, names), new ProxyRoutes(null, Map.of()), trust);
        Future<Void> reached = new ControlConnector(dialer, Mask.AUTO).reach(server, group.next(), passed::add);
        assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
        return (ConnectFailure) reached.cause();
    }

    private ConnectFailure failure(ServerAddress server, @Nullable String pin) throws Exception {
        return Objects.requireNonNull(reach(server, pin), "reached");
    }

    @AfterEach
    void close() throws Exception {
        names.close();
        ends.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void aServerWithoutTlsIsReached() throws Exception {
        try (ScriptedServer server = new ScriptedServer()) {
            assertThat(reach(server.address(), null)).isNull();
            assertThat(passed).containsExactly(ConnectStep.NAME, ConnectStep.TCP, ConnectStep.WEBSOCKET);
        }
    }

    @Test
    void aServerIsReachedByAName() throws Exception {
        try (ScriptedServer server = new ScriptedServer()) {
            assertThat(reach(new ServerAddress(false, "localhost", server.port()), null))
                    .isNull();
        }
    }

    @Test
    void aNameThatDoesNotExistIsTold() throws Exception {
        ConnectFailure failure = failure(ServerAddress.parse("https://no-such-host.invalid"), null);
        assertThat(failure.step()).isEqualTo(ConnectStep.NAME);
        assertThat(failure).hasMessage("the name of no-such-host.invalid:443 is not known");
    }

    @Test
    void aClosedPortIsTold() throws Exception {
        try (RefusingPort closed = new RefusingPort()) {
            ConnectFailure failure = failure(new ServerAddress(false, "127.0.0.1", closed.number()), null);
            assertThat(failure.step()).isEqualTo(ConnectStep.TCP);
            assertThat(failure).hasMessage("127.0.0.1:" + closed.number() + ": connection refused");
        }
    }

    @Test
    void aServiceThatSpeaksNoHttpIsTold() throws Exception {
        int port = ends.listen(
                socket -> socket.getOutputStream().write("SSH-2.0-x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        assertThat(failure(new ServerAddress(false, "127.0.0.1", port), null).step())
                .isEqualTo(ConnectStep.WEBSOCKET);
    }

    @Test
    void anHttpServerThatIsNoTunnelServerIsTold() throws Exception {
        try (ScriptedServer server = new ScriptedServer()) {
            server.upgradeStatus = 404;
            ConnectFailure failure = failure(server.address(), null);
            assertThat(failure.step()).isEqualTo(ConnectStep.WEBSOCKET);
            assertThat(failure).hasMessageContaining("404");
            assertThat(failure.then()).isEqualTo(ConnectFailure.Then.RETRY);
        }
    }

    @Test
    void aServerThatSaysWhyItRefusesIsQuotedAndItsWordIsTheRemedy() throws Exception {
        try (ScriptedServer server = new ScriptedServer()) {
            server.upgradeStatus = 403;
            assertThat(failure(server.address(), null).remedy()).contains("check that the URL is a tunnel server's");
            server.upgradeProblem = "{\"detail\":\"it timed out: give the client --tls-cert and --tls-key\"}";
            ConnectFailure failure = failure(server.address(), null);
            assertThat(failure)
                    .hasMessage("the WebSocket was not opened: the upgrade was answered with 403 Forbidden: it timed"
                            + " out: give the client --tls-cert and --tls-key");
            assertThat(failure.remedy()).isEqualTo("do what the server's message asks for");
        }
    }

    @Test
    void aServerThatHangsUpIsTold() throws Exception {
        int port = ends.listen(socket -> socket.close());
        assertThat(failure(new ServerAddress(false, "127.0.0.1", port), null).step())
                .isEqualTo(ConnectStep.WEBSOCKET);
    }

    @Test
    void aPinnedAuthorityIsTrustedAndNoOther() throws Exception {
        TestAuthority authority = TestAuthority.create();
        TestAuthority other = TestAuthority.create();
        try (ScriptedServer server = new ScriptedServer(authority.serverContext(), 0)) {
            assertThat(reach(server.address(), authority.pin())).isNull();
            assertThat(passed)
                    .containsExactly(ConnectStep.NAME, ConnectStep.TCP, ConnectStep.TLS, ConnectStep.WEBSOCKET);
            ConnectFailure failure = failure(server.address(), other.pin());
            assertThat(failure.step()).isEqualTo(ConnectStep.TLS);
            assertThat(failure).hasMessageContaining("not from the authority that the invite pins");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aServerThatWantsACertificateIsShownIt(SslProvider provider) throws Exception {
        TestAuthority authority = TestAuthority.create();
        TestAuthority clients = TestAuthority.create();
        SslContext demanding = SslContextBuilder.forServer(
                        authority.node().getKeyPair().getPrivate(), authority.chain())
                .sslProvider(provider)
                .trustManager(clients.authority().getCertificate())
                .clientAuth(ClientAuth.REQUIRE)
                .build();
        ClientCertificate own = new ClientCertificate(
                Files.writeString(folder.resolve("cert.pem"), clients.node().getCertificatePEM()),
                Files.writeString(folder.resolve("key.pem"), clients.node().getPrivateKeyPEM()));
        try (ScriptedServer server = new ScriptedServer(demanding, 0)) {
            assertThat(reachBy(
                            new ServerTrust(authority.pin(), own, NOTHING_KNOWN, provider, Clock.systemUTC()),
                            server.address()))
                    .isNull();
            assertThat(reachBy(
                            new ServerTrust(authority.pin(), null, NOTHING_KNOWN, provider, Clock.systemUTC()),
                            server.address()))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aChangedCertificateIsShownAndAnUnusableOneLeavesItAsItWas(SslProvider provider) throws Exception {
        TestAuthority authority = TestAuthority.create();
        TestAuthority clients = TestAuthority.create();
        TestAuthority others = TestAuthority.create();
        SslContext demanding = SslContextBuilder.forServer(
                        authority.node().getKeyPair().getPrivate(), authority.chain())
                .trustManager(clients.authority().getCertificate())
                .clientAuth(ClientAuth.REQUIRE)
                .build();
        Path certificate = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        Files.writeString(certificate, others.node().getCertificatePEM());
        Files.writeString(key, others.node().getPrivateKeyPEM());
        ServerTrust trust = new ServerTrust(
                authority.pin(), new ClientCertificate(certificate, key), NOTHING_KNOWN, provider, Clock.systemUTC());
        try (ScriptedServer server = new ScriptedServer(demanding, 0)) {
            assertThat(reachBy(trust, server.address())).isNotNull();
            Files.writeString(certificate, clients.node().getCertificatePEM());
            trust.reload(); // The key is not there yet.
            assertThat(reachBy(trust, server.address())).isNotNull();
            Files.writeString(key, clients.node().getPrivateKeyPEM());
            trust.reload();
            assertThat(reachBy(trust, server.address())).isNull();
            Files.writeString(key, others.node().getPrivateKeyPEM());
            trust.reload();
            Files.writeString(certificate, "no certificate");
            trust.reload();
            Files.delete(key);
            trust.reload();
            assertThat(reachBy(trust, server.address())).isNull();
        }
    }

    @Test
    void aKeyOfAnotherCertificateIsTold() throws Exception {
        Path certificate = Files.writeString(
                folder.resolve("cert.pem"), TestAuthority.create().node().getCertificatePEM());
        Path key = Files.writeString(
                folder.resolve("key.pem"), TestAuthority.create().node().getPrivateKeyPEM());
        assertThatThrownBy(() -> new ServerTrust(null, new ClientCertificate(certificate, key), NOTHING_KNOWN))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is not the key of the first certificate");
    }

    @Test
    void aCertificateThatCannotBeUsedIsToldWithoutQuotingTheKey() throws Exception {
        Path certificate = Files.writeString(
                folder.resolve("cert.pem"), TestAuthority.create().node().getCertificatePEM());
        Path key = folder.resolve("key.pem");
        assertThatThrownBy(() -> new ServerTrust(null, new ClientCertificate(certificate, key), NOTHING_KNOWN))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key + " cannot be read");
        Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> new ServerTrust(null, new ClientCertificate(certificate, key), NOTHING_KNOWN))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("expected a certificate with its chain")
                .hasMessageNotContaining("c2VjcmV0");
    }

    @Test
    void withoutAPinAPrivateAuthorityIsNotTrusted() throws Exception {
        TestAuthority authority = TestAuthority.create();
        try (ScriptedServer server = new ScriptedServer(authority.serverContext(), 0)) {
            ConnectFailure failure = failure(server.address(), null);
            assertThat(failure.step()).isEqualTo(ConnectStep.TLS);
            assertThat(failure)
                    .hasMessage(server.address().authority()
                            + ": the server's certificate is not from an authority that this machine trusts");
            assertThat(failure.remedy()).contains("invite", "javax.net.ssl.trustStore");
        }
    }

    @Test
    void plainHttpAtATlsPortIsTold() throws Exception {
        try (ScriptedServer server = new ScriptedServer()) {
            assertThat(failure(new ServerAddress(true, "127.0.0.1", server.port()), null)
                            .step())
                    .isEqualTo(ConnectStep.TLS);
        }
    }
}
