package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo shows, as a test: enrolment, and a track by every way to it. */
class TracksIT {
    private static final String TRACK = "/files/track?trackId=1";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static Installation installation;
    private static URI server;
    private static String remote;
    private static String token;

    @BeforeAll
    static void start() throws IOException {
        installation = Installation.in(folder);
        URI library = Installation.url(installation.startLibrary().await("ready"));
        server = Installation.url(installation.startServer(0).await("ready"));
        RunningProgram client = installation.startClient(library);
        client.await("tunnel", tunnel -> tunnel.path("type").asText().equals("http"));
        JsonNode tcp =
                client.await("tunnel", tunnel -> tunnel.path("type").asText().equals("tcp"));
        remote = tcp.path("remote").asText();
        token = installation.token();
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @Test
    void streamed() throws Exception {
        HttpResponse<byte[]> response = get(authorised(TRACK));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(sha256(response.body())).isEqualTo(original());
    }

    /** By one connection, whose reader does not always keep up: it looks at the bytes as they come. */
    @Test
    void streamedAHundredTimes() throws Exception {
        String original = original();
        for (int i = 0; i < 100; i++) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            HttpRequest request = authorised(TRACK).timeout(LIMIT).build();
            HttpResponse<InputStream> response = Installation.HTTP.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                byte[] piece = new byte[64 * 1024];
                for (int bytes; (bytes = body.read(piece)) >= 0; ) {
                    digest.update(piece, 0, bytes);
                }
            }
            assertThat(HexFormat.of().formatHex(digest.digest()))
                    .as("the answer after %d", i)
                    .isEqualTo(original);
        }
    }

    @Test
    void blocking() throws Exception {
        HttpResponse<byte[]> response = get(authorised(TRACK).header("X-Tunnel-Delivery", "blocking"));
        assertThat(response.headers().firstValueAsLong("content-length")).hasValue(Files.size(installation.track(1)));
        assertThat(sha256(response.body())).isEqualTo(original());
    }

    @Test
    void inRanges() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        long size = Files.size(installation.track(1));
        long step = 3_000_000;
        for (long first = 0; first < size; first += step) {
            HttpResponse<byte[]> part =
                    get(authorised(TRACK).header("Range", "bytes=" + first + "-" + (first + step - 1)));
            assertThat(part.statusCode()).isEqualTo(206);
            digest.update(part.body());
        }
        assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(original());
        assertThat(get(authorised(TRACK).header("Range", "bytes=" + size + "-")).statusCode())
                .isEqualTo(416);
    }

    @Test
    void byThePathOfTheClient() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(server + "/t/" + Installation.CLIENT_ID + TRACK))
                .header("Authorization", "Bearer " + token);
        assertThat(sha256(get(request).body())).isEqualTo(original());
    }

    @Test
    void byASignedMediaUrl() throws Exception {
        String url = installation
                .subcommand("sign-url", server + TRACK + "&clientId=" + Installation.CLIENT_ID)
                .line();
        assertThat(sha256(get(HttpRequest.newBuilder(URI.create(url))).body())).isEqualTo(original());
        URI other = URI.create(url.replace("trackId=1", "trackId=2"));
        assertThat(get(HttpRequest.newBuilder(other)).statusCode()).isIn(401, 403);
    }

    @Test
    void throughTheTcpPort() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + remote + TRACK));
        assertThat(sha256(get(request).body())).isEqualTo(original());
    }

    @Test
    void aBodyThereAndBack() throws Exception {
        byte[] body = new byte[5_000_000];
        new Random(7).nextBytes(body);
        HttpRequest request =
                authorised("/echo").PUT(BodyPublishers.ofByteArray(body)).build();
        HttpResponse<byte[]> response = Installation.HTTP.send(request, BodyHandlers.ofByteArray());
        assertThat(sha256(response.body())).isEqualTo(sha256(body));
    }

    @Test
    void theLocalServiceSeesNeitherTokenNorClientId() throws Exception {
        String seen = new String(get(authorised("/headers?quality=high")).body(), StandardCharsets.UTF_8);
        assertThat(seen).startsWith("GET /headers?quality=high HTTP/1.1\n").doesNotContain(token);
        assertThat(seen).containsIgnoringCase("\nvia: ").containsIgnoringCase("\nx-forwarded-for: 127.0.0.1\n");
    }

    @Test
    void clientsAreListedAsJson() throws Exception {
        Completed clients = installation.subcommand("clients", "--json");
        assertThat(clients.exitCode()).isZero();
        assertThat(clients.output()).contains("\"" + Installation.CLIENT_ID + "\"", "music-tcp");
    }

    @Test
    void nothingWithoutACredential() throws Exception {
        assertThat(get(Installation.request(server, TRACK)).statusCode()).isEqualTo(401);
        assertThat(get(Installation.request(server, TRACK).header("Authorization", "Bearer " + token + "x"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(get(HttpRequest.newBuilder(URI.create(server + "/health"))).statusCode())
                .isEqualTo(200);
        assertThat(get(HttpRequest.newBuilder(URI.create(server + "/metrics"))).statusCode())
                .isEqualTo(404);
    }

    private static HttpRequest.Builder authorised(String pathAndQuery) {
        return Installation.request(server, pathAndQuery).header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<byte[]> get(HttpRequest.Builder request) throws Exception {
        return Installation.HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String original() throws Exception {
        return sha256(Files.readAllBytes(installation.track(1)));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
