package dev.moosic.tunnel.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import dev.moosic.tunnel.server.TunnelServer;
import dev.moosic.tunnel.server.admin.AdminClient;
import dev.moosic.tunnel.server.config.AcmeSettings;
import dev.moosic.tunnel.server.config.ListenAddress;
import dev.moosic.tunnel.server.config.ServerSettings;
import dev.moosic.tunnel.server.config.TlsSettings;
import io.netty.pkitesting.X509Bundle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The public port of a whole server that was told to speak TLS. */
class TlsServerTest {
    private static final String DOMAIN = "tunnel.example.com";
    private static final String HEALTH = "GET /health HTTP/1.1\r\nhost: " + DOMAIN + "\r\n\r\n";
    private static final String UPGRADE = "GET /ws HTTP/1.1\r\nhost: " + DOMAIN
            + "\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13"
            + "\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: "
            + ProtocolLimits.SUBPROTOCOL + "\r\n\r\n";

    @TempDir
    Path folder;

    private ServerSettings settings(int port, TlsSettings tls) {
        ServerSettings defaults = ServerSettings.onLoopback(folder.resolve("data"));
        return new ServerSettings(
                new ListenAddress("127.0.0.1", port),
                defaults.remotePorts(),
                defaults.dataDirectory(),
                URI.create("https://" + DOMAIN),
                defaults.admin(),
                defaults.database(),
                defaults.keySeal(),
                defaults.keyRotation(),
                null,
                defaults.nodeUrl(),
                tls,
                defaults.limits(),
                defaults.http(),
                defaults.eventLoops(),
                defaults.drain());
    }

    /** Closed again, so that the server and the authority can be told it beforehand. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** The first line of the answer. */
    private static String ask(SSLSocket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    }

    private static String ask(int port, String name, SSLContext context, String request) throws IOException {
        try (SSLSocket socket = TlsEcho.connect(at(port), name, context)) {
            return ask(socket, request);
        }
    }

    @Test
    void certificatesOfAcmeAreForItsOwnNameAndForThoseThatClientsWereGranted() throws Exception {
        int port = freePort();
        int httpPort = freePort();
        try (TestAcmeAuthority authority = new TestAcmeAuthority(Clock.systemUTC())) {
            authority.httpPort = httpPort;
            authority.tlsPort = port;
            AcmeSettings acme = new AcmeSettings(List.of(DOMAIN), authority.directory(), null, httpPort);
            try (TunnelServer server = TunnelServer.start(settings(port, new TlsSettings(null, acme, null)))) {
                SSLContext trusting = TlsEcho.context(authority.trusted(), null);
                assertThat(ask(port, DOMAIN, trusting, HEALTH)).isEqualTo("HTTP/1.1 200 OK");
                server.auth()
                        .createInvite(new ClientId("home"), Grants.parse(List.of("http")), Duration.ofHours(1))
                        .get(20, TimeUnit.SECONDS);
                String home = "home." + DOMAIN;
                assertThat(ask(port, home, trusting, HEALTH.replace(DOMAIN, home)))
                        .startsWith("HTTP/1.1 ");
                assertThatThrownBy(() -> ask(port, "stranger." + DOMAIN, trusting, HEALTH))
                        .isInstanceOf(IOException.class);
                assertThat(authority.certificates).hasValue(2);
            }
        }
    }

    @Test
    void controlConnectionsNeedAClientCertificateAndCallersNone() throws Exception {
        X509Bundle clients = ClientCertificates.authority();
        Path file = Files.writeString(folder.resolve("clients.pem"), clients.getCertificatePEM());
        int port = freePort();
        try (TunnelServer server = TunnelServer.start(settings(port, new TlsSettings(null, null, file)))) {
            server.auth().ready().get(20, TimeUnit.SECONDS);
            List<X509Certificate> trusted = privateAuthority();
            SSLContext without = TlsEcho.context(trusted, null);
            assertThat(ask(port, DOMAIN, without, HEALTH)).isEqualTo("HTTP/1.1 200 OK");
            assertThat(ask(port, DOMAIN, without, UPGRADE)).isEqualTo("HTTP/1.1 403 Forbidden");
            SSLContext with = TlsEcho.context(trusted, ClientCertificates.issuedBy(clients));
            try (SSLSocket first = TlsEcho.connect(at(port), DOMAIN, with)) {
                assertThat(ask(first, UPGRADE)).isEqualTo("HTTP/1.1 101 Switching Protocols");
                // Resumes the first one's session, in which no certificate is sent again.
                try (SSLSocket second = TlsEcho.connect(at(port), DOMAIN, with)) {
                    assertThat(second.getSession().getCreationTime())
                            .isEqualTo(first.getSession().getCreationTime());
                    assertThat(ask(second, UPGRADE)).isEqualTo("HTTP/1.1 101 Switching Protocols");
                }
            }
            SSLContext stranger = TlsEcho.context(trusted, ClientCertificates.issuedBy(ClientCertificates.authority()));
            assertThatThrownBy(() -> ask(port, DOMAIN, stranger, UPGRADE)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void theEndOfEachCertificateIsAMetric() throws Exception {
        X509Bundle clients = ClientCertificates.authority();
        Path file = Files.writeString(folder.resolve("clients.pem"), clients.getCertificatePEM());
        int port = freePort();
        try (TunnelServer server = TunnelServer.start(settings(port, new TlsSettings(null, null, file)))) {
            server.auth().ready().get(20, TimeUnit.SECONDS);
            X509Certificate shown;
            try (SSLSocket socket = TlsEcho.connect(at(port), DOMAIN, TlsEcho.context(privateAuthority(), null))) {
                shown = TlsEcho.shown(socket);
            }
            String token = new com.fasterxml.jackson.databind.ObjectMapper()
                    .readTree(folder.resolve("data").resolve("admin.json").toFile())
                    .path("token")
                    .asText();
            HttpRequest scrape = HttpRequest.newBuilder(server.adminUrl().resolve("/metrics"))
                    .header("Authorization", "Bearer " + token)
                    .build();
            String metrics = HttpClient.newHttpClient()
                    .send(scrape, HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(expiry(metrics, "server")).isEqualTo(seconds(shown));
            assertThat(expiry(metrics, "client_authority")).isEqualTo(seconds(clients.getCertificate()));
        }
    }

    private static double expiry(String metrics, String certificate) {
        String name = "tunnel_tls_certificate_expiry_timestamp_seconds{certificate=\"" + certificate + "\"} ";
        return metrics.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }

    private static double seconds(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant().getEpochSecond();
    }

    private List<X509Certificate> privateAuthority() throws IOException {
        String pem = AdminClient.of(folder.resolve("data")).authority().certificate();
        return KeyedCertificate.certificates(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
