package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tunnel that asks for user names and passwords, from the hash on the command line to what the access log says. */
class BasicAccessIT {
    private static final String PASSWORD = "canary pässwörd 🎵";
    private static final String NEW_PASSWORD = "canary new pässwörd";

    @TempDir
    Path folder;

    private final List<RunningProgram> programs = new ArrayList<>();
    private Path config;
    private RunningProgram server;
    private RunningProgram client;
    private URI url;
    private URI admin;
    private String hash;

    @BeforeEach
    void start() throws Exception {
        config = folder.resolve("tunnel.yaml");
        hash = hash(PASSWORD);
        server = start(
                Program.TUNNEL_SERVER,
                "--bind",
                "127.0.0.1",
                "--port",
                "0",
                "--data",
                folder.resolve("server").toString(),
                "--log-level",
                "trace");
        JsonNode ready = server.await("ready");
        url = Installation.url(ready);
        admin = URI.create(ready.path("admin").asText());
        RunningProgram library = start(
                Program.SAMPLE_LIBRARY,
                "--port",
                "0",
                "--music",
                folder.resolve("music").toString());
        String local = Installation.url(library.await("ready")).getAuthority();
        Files.writeString(config, """
                tunnels:
                  - name: music
                    type: http
                    local: "%s"
                    access: basic
                    users:
                      - %s
                """.formatted(local, hash));
        client = start(
                Program.TUNNEL_CLIENT,
                "run",
                "--config",
                config.toString(),
                "--data",
                folder.resolve("client").toString(),
                "--invite",
                subcommand("invite", "--client-id", Installation.CLIENT_ID),
                "--log-level",
                "debug");
        client.await("tunnel");
    }

    @AfterEach
    void stop() {
        programs.forEach(RunningProgram::close);
    }

    private RunningProgram start(Program program, String... arguments) throws IOException {
        RunningProgram started = RunningProgram.start(program, folder, List.of(arguments));
        programs.add(started);
        return started;
    }

    private String subcommand(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", folder.resolve("server").toString()));
        return Completed.run(Program.TUNNEL_SERVER.command(all)).line();
    }

    /** {@code anna:HASH}, as the program prints it. */
    private String hash(String password) throws IOException {
        Path input = Files.writeString(folder.resolve("password"), password + "\n");
        ProcessBuilder command = Program.TUNNEL_CLIENT.command(List.of("hash-password", "anna"));
        String line = Completed.run(command.redirectInput(input.toFile())).line();
        Files.delete(input);
        assertThat(line).startsWith("anna:$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("\n");
        return line;
    }

    private HttpResponse<String> get(String authorization) throws Exception {
        HttpRequest.Builder request = Installation.request(url, "/files/track?trackId=1");
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return Installation.HTTP.send(request.build(), BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }

    private static String basic(String password) {
        String text = "anna:" + password;
        return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void browsersGetInWithAPasswordAndProgramsWithATokenAndNobodyElseDoes() throws Exception {
        HttpResponse<String> asked = get("");
        assertThat(asked.statusCode()).isEqualTo(401);
        assertThat(asked.headers().firstValue("www-authenticate"))
                .contains("Basic realm=\"moosic-tunnel 12345\", charset=\"UTF-8\"");
        assertThat(get(basic("wrong")).statusCode()).isEqualTo(401);
        assertThat(get(basic(PASSWORD)).statusCode()).isEqualTo(200);
        assertThat(get("Bearer " + subcommand("token", "--client-id", Installation.CLIENT_ID))
                        .statusCode())
                .isEqualTo(200);
        String signed = subcommand("sign-url", url + "/files/track?trackId=1&clientId=" + Installation.CLIENT_ID);
        assertThat(Installation.HTTP
                        .send(HttpRequest.newBuilder(URI.create(signed)).build(), BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
        HttpRequest.Builder post = Installation.request(url, "/echo")
                .header("Authorization", basic(PASSWORD))
                .POST(BodyPublishers.ofString("x"));
        assertThat(status(post.copy().header("Origin", "https://evil.example"))).isEqualTo(403);
        assertThat(status(post.copy().header("Origin", url.toString()))).isEqualTo(200);
        assertThat(upgrade("https://evil.example")).contains(" 403 ");
        assertThat(upgrade(url.toString())).contains(" 101 ");
    }

    private static int status(HttpRequest.Builder request) throws Exception {
        return Installation.HTTP
                .send(request.build(), BodyHandlers.discarding())
                .statusCode();
    }

    private String upgrade(String origin) throws IOException {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(10_000);
            String request = "GET /ws?clientId=" + Installation.CLIENT_ID + " HTTP/1.1\r\nHost: " + url.getAuthority()
                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: " + origin + "\r\nAuthorization: "
                    + basic(PASSWORD) + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            StringBuilder line = new StringBuilder();
            for (int c = socket.getInputStream().read();
                    c >= 0 && c != '\n';
                    c = socket.getInputStream().read()) {
                line.append((char) c);
            }
            return line.toString();
        }
    }

    @Test
    void anEditOfTheUsersCountsAtOnce() throws Exception {
        assertThat(get(basic(PASSWORD)).statusCode()).isEqualTo(200);
        String edited = Files.readString(config).replace(hash, hash(NEW_PASSWORD));
        Files.writeString(config, edited);
        client.await("reloaded");
        await().untilAsserted(
                        () -> assertThat(get(basic(NEW_PASSWORD)).statusCode()).isEqualTo(200));
        assertThat(get(basic(PASSWORD)).statusCode()).isEqualTo(401);
    }

    @Test
    void neitherPasswordNorHashIsInLogsErrorsMetricsTheDatabaseOrTheProcessList() throws Exception {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("right", get(basic(PASSWORD)).headers().toString());
        HttpResponse<String> wrong = get(basic("canary wrong"));
        places.put("wrong", wrong.headers() + wrong.body());
        HttpResponse<String> asked = get("");
        places.put("asked", asked.headers() + asked.body());
        String credential = new ObjectMapper()
                .readTree(folder.resolve("server").resolve("admin.json").toFile())
                .path("token")
                .asText();
        for (String path : new String[] {"/metrics", "/v1/clients"}) {
            HttpRequest request = HttpRequest.newBuilder(admin.resolve(path))
                    .header("Authorization", "Bearer " + credential)
                    .build();
            places.put(
                    path,
                    Installation.HTTP.send(request, BodyHandlers.ofString()).body());
        }
        places.put("process lists", server.commandLine() + client.commandLine());
        String unusable = Files.readString(config).replace("$argon2id", "$canary2id");
        Files.writeString(config, unusable);
        client.await("reloadRefused");
        for (RunningProgram program : List.of(client, server)) {
            program.terminate();
            program.exitCode(Duration.ofSeconds(60));
            places.put("log " + places.size(), program.log());
            places.put("events " + places.size(), program.events().toString());
        }
        try (Stream<Path> files = Files.walk(folder.resolve("server"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                places.put("file " + file.getFileName(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(places.values()).anyMatch(text -> text.contains("caller=basic:anna"));
        String secretOfHash = hash.substring(hash.lastIndexOf('$') + 1);
        String salt = hash.split("\\$")[4];
        for (String secret : List.of("canary", basic(PASSWORD).substring(6), secretOfHash, salt)) {
            places.forEach((place, text) -> assertThat(text.contains(secret))
                    .as("%s in %s", secret, place)
                    .isFalse());
        }
    }
}
