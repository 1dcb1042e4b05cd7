package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.server.TunnelServer;
import dev.moosic.tunnel.server.config.ServerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server with all defaults, to somebody who has no credential, or one that is for something else. */
class StrangerIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private static Path folder;

    private static TunnelServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TunnelServer.start(ServerSettings.onLoopback(folder));
        server.auth().ready().get(30, TimeUnit.SECONDS);
        server.auth()
                .createInvite(new ClientId("home"), Grants.parse(List.of("http")), Duration.ofHours(1))
                .get(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static int status(URI url, String method, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url).timeout(LIMIT).method(method, BodyPublishers.noBody());
        headers.forEach(request::header);
        return Installation.HTTP
                .send(request.build(), BodyHandlers.discarding())
                .statusCode();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /health, 200",
        "GET, /ready, 200",
        "GET, /.well-known/jwks.json, 200",
        "GET, /.well-known/oauth-authorization-server, 200",
        "POST, /auth/token, 400",
        "POST, /v0/request_token, 400",
        "POST, /auth/enroll, 400",
        "GET, /, 404",
        "GET, /metrics, 404",
        "GET, /v1/clients, 404",
        "POST, /v1/invites, 404",
        "GET, /x?clientId=home, 401",
        "POST, /x?clientId=home, 401",
        "GET, /x?clientId=nobody, 401",
        "GET, /t/home/, 401",
        "GET, /files/track?clientId=home&signature=m1.a.b.c.d, 401"
    })
    void nothingAnswersWithoutACredentialButWhatHasToBePublic(String method, String path, int status) throws Exception {
        assertThat(status(server.publicUrl().resolve(path), method, Map.of()))
                .as("%s %s", method, path)
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"GET, /metrics", "GET, /v1/clients", "POST, /v1/invites", "DELETE, /v1/clients/home", "GET, /"})
    void theAdminListenerAnswersNobodyElse(String method, String path) throws Exception {
        for (Map<String, String> shown : List.of(Map.<String, String>of(), Map.of("Authorization", "Bearer admin"))) {
            assertThat(status(server.adminUrl().resolve(path), method, shown))
                    .as("%s %s with %s", method, path, shown)
                    .isEqualTo(401);
        }
    }

    @Test
    void aSignedUrlOpensNothingElse() throws Exception {
        String url = server.publicUrl() + "/files/track?clientId=home&trackId=1";
        String signed = server.auth()
                .signUrl(url, null, Duration.ofHours(1))
                .get(10, TimeUnit.SECONDS)
                .url();
        String signature = signed.substring(signed.indexOf("m1.")).replaceAll("&.*", "");
        assertThat(status(URI.create(signed), "GET", Map.of())).isEqualTo(404);
        assertThat(status(URI.create(signed), "POST", Map.of())).isEqualTo(401);
        assertThat(status(URI.create(signed.replace("trackId=1", "trackId=2")), "GET", Map.of()))
                .isEqualTo(401);
        assertThat(status(URI.create(signed.replace("/files/track", "/files/other")), "GET", Map.of()))
                .isEqualTo(401);
        Map<String, String> asToken = Map.of("Authorization", "Bearer " + signature);
        assertThat(status(URI.create(url), "GET", asToken)).isEqualTo(401);
        assertThat(status(server.adminUrl().resolve("/v1/clients?signature=" + signature), "GET", asToken))
                .isEqualTo(401);
    }

    @Test
    void aWebPageOpensNoControlConnection() throws IOException {
        String upgrade = "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Protocol: moosic-tunnel.v1\r\n";
        assertThat(firstLine(upgrade + "Origin: https://evil.example\r\n\r\n")).contains(" 403 ");
        assertThat(firstLine(upgrade + "\r\n")).contains(" 101 ");
    }

    private static String firstLine(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.publicUrl().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
                line.append((char) c);
            }
            return line.toString();
        }
    }
}
