package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moosic.tunnel.testing.MySqlServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tunnel server whose auth service is a program of its own, with a database of its own. */
class SeparateAuthServiceIT {
    private static final String SECRET = "canary-node-credential-0123456789-canary";
    private static final String STORE_PASSWORD = "password-of-a-store";
    private static final String DATABASE = "tunnel";
    private static final int UNAVAILABLE = 69;

    @TempDir
    Path folder;

    private final List<RunningProgram> watched = new ArrayList<>();
    private Installation installation;
    private Path credential;
    private RunningProgram authService;
    private int authPort;

    @BeforeEach
    void startAuthService() throws IOException {
        installation = Installation.in(folder);
        credential = Files.writeString(folder.resolve("node-credential"), SECRET + "\n");
        authService = startAuthService(0, Map.of());
        authPort = Installation.url(authService.await("ready")).getPort();
    }

    @AfterEach
    void stop() {
        installation.close();
        for (RunningProgram program : watched) {
            assertThat(program.log() + program.events()).doesNotContain(SECRET);
        }
    }

    private RunningProgram startAuthService(int port, Map<String, String> environment, String... more)
            throws IOException {
        List<String> options = new ArrayList<>(List.of("--node-credential-file", credential.toString()));
        options.addAll(List.of(more));
        RunningProgram started = installation.startAuthService(port, environment, options.toArray(String[]::new));
        watched.add(started);
        assertThat(started.commandLine()).doesNotContain(SECRET);
        return started;
    }

    private RunningProgram startServer(Installation where) throws IOException {
        return startServer(where, "http://127.0.0.1:" + authPort, Map.of());
    }

    private RunningProgram startServer(Installation where, String authUrl, Map<String, String> environment)
            throws IOException {
        RunningProgram server = where.startServer(
                0,
                environment,
                "--auth-url",
                authUrl,
                "--auth-credential-file",
                credential.toString(),
                "--log-level",
                "trace");
        watched.add(server);
        assertThat(server.commandLine()).doesNotContain(SECRET);
        return server;
    }

    private static String ready(URI server) {
        try {
            return Installation.HTTP
                    .send(HttpRequest.newBuilder(server.resolve("/ready")).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> get(URI server, String path, String token) throws Exception {
        return Installation.HTTP.send(
                Installation.request(server, path)
                        .header("Authorization", "Bearer " + token)
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }

    private static int portOf(RunningProgram client) {
        JsonNode tunnel =
                client.await("tunnel", any -> any.path("type").asText().equals("tcp"));
        client.await("tunnel", any -> any.path("type").asText().equals("http"));
        return Integer.parseInt(tunnel.path("remote").asText().replaceAll(".*:", ""));
    }

    private static void askThrough(Socket tcp) throws IOException {
        tcp.setSoTimeout(10_000);
        tcp.getOutputStream().write("GET /health HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] answer = new byte[15];
        assertThat(tcp.getInputStream().readNBytes(answer, 0, answer.length)).isEqualTo(answer.length);
        assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
        tcp.getInputStream().skip(tcp.getInputStream().available());
    }

    @Test
    void aClientEnrolsAndARevocationCutsIt() throws Exception {
        URI server = Installation.url(startServer(installation).await("ready"));
        URI library = Installation.url(installation.startLibrary().await("ready"));
        RunningProgram client = installation.startClient(library);
        int port = portOf(client);
        String token = installation.token();
        assertThat(get(server, "/files/track?trackId=1", token).statusCode()).isEqualTo(200);
        assertThat(installation.subcommand("clients").output()).contains(Installation.CLIENT_ID, "connected");
        String signed = installation
                .subcommand("sign-url", server + "/files/track?trackId=1&clientId=" + Installation.CLIENT_ID)
                .line();
        assertThat(Installation.HTTP
                        .send(HttpRequest.newBuilder(URI.create(signed)).build(), BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
        try (Socket live = new Socket(InetAddress.getLoopbackAddress(), port)) {
            askThrough(live);
            assertThat(installation
                            .subcommand("revoke", "--client-id", Installation.CLIENT_ID)
                            .line())
                    .contains("1 session, 2 tunnels and");
            assertThat(client.exitCode(Duration.ofSeconds(30))).isEqualTo(77);
        }
        assertThat(get(server, "/x", token).statusCode()).isEqualTo(401);
    }

    @Test
    void aRevocationAtAnotherServerReachesTheLiveSession() throws Exception {
        startServer(installation).await("ready");
        URI library = Installation.url(installation.startLibrary().await("ready"));
        RunningProgram client = installation.startClient(library);
        int port = portOf(client);
        try (Installation other = Installation.in(Files.createDirectory(folder.resolve("other")));
                Socket live = new Socket(InetAddress.getLoopbackAddress(), port)) {
            startServer(other).await("ready");
            askThrough(live);
            Awaitility.await().until(() -> other.subcommand("clients").output().contains(Installation.CLIENT_ID));
            assertThat(other.subcommand("revoke", "--client-id", Installation.CLIENT_ID)
                            .exitCode())
                    .isZero();
            assertThat(live.getInputStream().read()).as("the end of the stream").isEqualTo(-1);
            assertThat(client.exitCode(Duration.ofSeconds(30))).isEqualTo(77);
        } catch (SocketException reset) {
            assertThat(client.exitCode(Duration.ofSeconds(30))).isEqualTo(77);
        }
    }

    @Test
    void trafficGoesOnWhileTheAuthServiceIsAwayAndItComesBackByItself() throws Exception {
        RunningProgram running = startServer(installation);
        URI server = Installation.url(running.await("ready"));
        URI library = Installation.url(installation.startLibrary().await("ready"));
        int port = portOf(installation.startClient(library));
        String token = installation.token();
        try (Socket live = new Socket(InetAddress.getLoopbackAddress(), port)) {
            askThrough(live);
            authService.kill();
            askThrough(live);
            assertThat(get(server, "/files/track?trackId=1", token).statusCode())
                    .as("a token never seen here before, by the keys known")
                    .isEqualTo(200);
            try (Socket another = new Socket(InetAddress.getLoopbackAddress(), port)) {
                askThrough(another);
            }
            Completed refused = installation.subcommand("token", "--client-id", Installation.CLIENT_ID);
            assertThat(refused.exitCode()).isEqualTo(UNAVAILABLE);
            assertThat(refused.errors()).contains("503", "auth service");
            HttpResponse<String> noToken = Installation.HTTP.send(
                    HttpRequest.newBuilder(server.resolve("/v0/request_token"))
                            .POST(HttpRequest.BodyPublishers.ofString("x=y"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(noToken.statusCode()).isEqualTo(503);
            assertThat(noToken.headers().firstValue("retry-after")).isPresent();

            authService = startAuthService(authPort, Map.of());
            authService.await("ready");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> installation
                                    .subcommand("token", "--client-id", Installation.CLIENT_ID)
                                    .exitCode()
                            == 0);
            askThrough(live);
        }
        assertThat(ready(server)).isEqualTo("{\"ready\":true}");
    }

    @Test
    void trafficGoesOnWhileTheDatabaseOfTheAuthServiceIsAwayAndAllComesBackByItself() throws Exception {
        authService.kill();
        try (MySqlServer mysql = MySqlServer.start()) {
            mysql.create(DATABASE);
            URI database = URI.create(mysql.url(DATABASE).substring("jdbc:".length()));
            try (LocalRelay way = LocalRelay.to(new InetSocketAddress(database.getHost(), database.getPort()))) {
                authService = startAuthService(
                        authPort,
                        Map.of("TUNNEL_AUTH_DATABASE_PASSWORD", mysql.password()),
                        "--database-url",
                        "jdbc:mysql://127.0.0.1:" + way.port() + "/" + DATABASE,
                        "--database-user",
                        mysql.user());
                goesOnWithout(way);
            }
        }
    }

    private void goesOnWithout(LocalRelay database) throws Exception {
        RunningProgram running = startServer(installation);
        URI server = Installation.url(running.await("ready"));
        Installation.awaitReady(server);
        URI library = Installation.url(installation.startLibrary().await("ready"));
        RunningProgram client = installation.startClient(library);
        int port = portOf(client);
        String token = installation.token();
        try (Socket live = new Socket(InetAddress.getLoopbackAddress(), port)) {
            askThrough(live);
            int said = running.log().length();
            database.cut();
            assertThat(installation
                            .subcommand("token", "--client-id", Installation.CLIENT_ID)
                            .errors())
                    .contains("503", "the auth service's database is away");
            Awaitility.await()
                    .untilAsserted(() -> assertThat(running.log().substring(said))
                            .contains("reason=\"the auth service's database is away\""));
            askThrough(live);
            assertThat(get(server, "/files/track?trackId=1", token).statusCode())
                    .as("a token never seen here before, by the keys known")
                    .isEqualTo(200);
        }
        client.kill();
        RunningProgram again = installation.startClient(library);
        assertThat(again.await("disconnected").path("reason").asText()).contains("the auth service's database is away");

        int said = running.log().length();
        database.mend();
        assertThat(portOf(again)).isEqualTo(port);
        assertThat(installation.token()).isNotEmpty();
        Awaitility.await()
                .untilAsserted(() -> assertThat(running.log().substring(said)).contains("auth service is back"));
        assertThat(running.log() + authService.log()).doesNotContain("\tat ");
    }

    @Test
    void overTlsTheAuthServiceIsKnownByItsCertificate() throws Exception {
        Path keys = folder.resolve("keys.p12");
        keytool("-genkeypair", keys, "-keyalg", "EC", "-dname", "CN=auth", "-ext", "san=dns:localhost");
        Path certificate = folder.resolve("certificate");
        keytool("-exportcert", keys, "-file", certificate.toString());
        Path trust = folder.resolve("trust.p12");
        keytool("-importcert", trust, "-file", certificate.toString(), "-noprompt");
        Map<String, String> trusting = Map.of(
                "JDK_JAVA_OPTIONS",
                "-Djavax.net.ssl.trustStore=" + trust + " -Djavax.net.ssl.trustStorePassword=" + STORE_PASSWORD);
        try (LocalRelay proxy = LocalRelay.withTls(
                        keys, STORE_PASSWORD, new InetSocketAddress(InetAddress.getLoopbackAddress(), authPort));
                Installation doubting = Installation.in(Files.createDirectory(folder.resolve("doubting")));
                Installation misled = Installation.in(Files.createDirectory(folder.resolve("misled")))) {
            String url = "https://localhost:" + proxy.port();
            RunningProgram server = startServer(installation, url, trusting);
            Installation.awaitReady(Installation.url(server.await("ready")));
            assertThat(installation
                            .subcommand("invite", "--client-id", Installation.CLIENT_ID)
                            .line())
                    .startsWith("moosic-invite-");

            assertRefuses(startServer(doubting, url, Map.of()), "unable to find valid certification path");
            assertRefuses(
                    startServer(misled, "https://127.0.0.1:" + proxy.port(), trusting),
                    "No subject alternative names matching IP address 127.0.0.1");
        }
    }

    private static void assertRefuses(RunningProgram server, String reason) {
        URI url = Installation.url(server.await("ready"));
        Awaitility.await().untilAsserted(() -> assertThat(server.log()).contains("no TLS connection: " + reason));
        assertThat(ready(url)).contains("\"waiting_for\":\"auth service\"");
    }

    private static void keytool(String command, Path store, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                command,
                "-alias",
                "auth",
                "-keystore",
                store.toString(),
                "-storepass",
                STORE_PASSWORD));
        arguments.addAll(List.of(more));
        Completed.run(new ProcessBuilder(arguments)).line();
    }

    @Test
    void keysRotateWhileRequestsGoOn() throws Exception {
        URI server = Installation.url(startServer(installation).await("ready"));
        URI library = Installation.url(installation.startLibrary().await("ready"));
        portOf(installation.startClient(library));
        String token = installation.token();
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<List<Integer>> statuses = CompletableFuture.supplyAsync(() -> {
            List<Integer> seen = new ArrayList<>();
            while (!enough.get()) {
                try {
                    seen.add(get(server, "/files/track?trackId=1", token).statusCode());
                } catch (Exception e) {
                    seen.add(-1);
                }
            }
            return seen;
        });
        for (int i = 0; i < 3; i++) {
            assertThat(installation.subcommand("rotate-keys").exitCode()).isZero();
        }
        String keys = get(server, "/.well-known/jwks.json", token).body();
        enough.set(true);
        assertThat(statuses.get()).isNotEmpty().containsOnly(200);
        assertThat(keys.split("\"kid\"")).hasSize(1 + 4);
        assertThat(get(server, "/files/track?trackId=1", installation.token()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aServerWaitsForItsAuthServiceAndStartsWithoutItTheNextTime() throws Exception {
        authService.kill();
        RunningProgram first = startServer(installation);
        URI server = Installation.url(first.await("ready"));
        Awaitility.await().until(() -> ready(server).contains("\"waiting_for\":\"auth service\""));
        authService = startAuthService(authPort, Map.of());
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> ready(server).equals("{\"ready\":true}"));
        Path trust = folder.resolve("server").resolve("trust.json");
        Awaitility.await().until(() -> Files.exists(trust));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(trust)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(trust)).doesNotContain(SECRET, "\"d\"");
        first.terminate();
        first.exitCode(Duration.ofSeconds(60));
        authService.kill();

        URI again = Installation.url(startServer(installation).await("ready"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> ready(again).equals("{\"ready\":true}"));
    }
}
