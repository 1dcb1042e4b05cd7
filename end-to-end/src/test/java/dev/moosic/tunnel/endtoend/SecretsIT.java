package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses every kind of secret there is with real processes, and then looks for each where it must not be. */
class SecretsIT {
    private static final String KEY_FILE_SECRET = "canary-key-file-secret-0123456789-canary";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final SecretSearch search = new SecretSearch();
    private final List<RunningProgram> programs = new ArrayList<>();

    @AfterEach
    void stop() {
        programs.forEach(RunningProgram::close);
    }

    private RunningProgram start(Program program, List<String> arguments, Map<String, String> environment)
            throws IOException {
        RunningProgram started = RunningProgram.start(program, folder, arguments, environment);
        programs.add(started);
        return started;
    }

    private String subcommand(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", folder.resolve("server").toString()));
        return Completed.run(Program.TUNNEL_SERVER.command(all)).line();
    }

    @Test
    void noSecretIsInLogsErrorsTablesMetricsOrTheProcessList() throws Exception {
        Path keyFile = Files.writeString(folder.resolve("key-file"), KEY_FILE_SECRET);
        search.secret("key file", KEY_FILE_SECRET);
        RunningProgram server = start(
                Program.TUNNEL_SERVER,
                List.of(
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        "0",
                        "--data",
                        folder.resolve("server").toString(),
                        "--key-file",
                        keyFile.toString(),
                        "--log-level",
                        "trace"),
                Map.of());
        JsonNode ready = server.await("ready");
        URI url = Installation.url(ready);
        URI library = Installation.url(start(
                        Program.SAMPLE_LIBRARY,
                        List.of(
                                "--port",
                                "0",
                                "--music",
                                folder.resolve("music").toString()),
                        Map.of())
                .await("ready"));
        String invite = subcommand("invite", "--client-id", Installation.CLIENT_ID);
        search.secret("invite", invite.split("\\.")[1]);
        search.secret("invite code", payload(invite).path("code").asText());
        Path clientData = folder.resolve("client");
        RunningProgram client = start(
                Program.TUNNEL_CLIENT,
                List.of("http", library.getAuthority(), "--data", clientData.toString(), "--log-level", "debug"),
                Map.of("TUNNEL_INVITE", invite));
        client.await("tunnel");
        search.secret("client key", find(clientData, "d"));
        String admin = JSON.readTree(
                        folder.resolve("server").resolve("admin.json").toFile())
                .path("token")
                .asText();
        search.secret("admin credential", admin);

        useTokens(url);
        useAdmin(URI.create(ready.path("admin").asText()), admin);
        search.processList(programs);
        subcommand("revoke", "--client-id", Installation.CLIENT_ID);
        client.exitCode(Duration.ofSeconds(30));
        server.terminate();
        server.exitCode(Duration.ofSeconds(60));
        search.output(programs);
        readDatabase();

        search.assertFound("event=hello client=" + Installation.CLIENT_ID);
        search.assertNoSecretFound();
    }

    private void useTokens(URI url) throws Exception {
        String token = subcommand("token", "--client-id", Installation.CLIENT_ID);
        search.secret("API token", token.split("\\.")[2]);
        String signed = subcommand("sign-url", url + "/files/track?trackId=1&clientId=" + Installation.CLIENT_ID);
        search.secret("signature of a URL", signed.substring(signed.length() - 60));
        search.place("signed URL used", send(HttpRequest.newBuilder(URI.create(signed)), 200));
        search.place("signed URL misused", send(HttpRequest.newBuilder(URI.create(signed + "0")), 401));
        search.place(
                "token used",
                send(Installation.request(url, "/files/track?trackId=1").header("Authorization", token), 200));
        String broken = token.substring(0, token.length() - 5) + "AAAAA";
        search.place(
                "token forged", send(Installation.request(url, "/x").header("Authorization", "Bearer " + broken), 401));
        String otherClient = url + "/t/nobody/x";
        search.place(
                "token elsewhere",
                send(HttpRequest.newBuilder(URI.create(otherClient)).header("Authorization", token), 403));
    }

    private void useAdmin(URI admin, String credential) throws Exception {
        search.place("metrics", send(authorised(admin, "/metrics", credential), 200));
        search.place("clients", send(authorised(admin, "/v1/clients", credential), 200));
        search.place("admin refused", send(authorised(admin, "/v1/clients", credential + "x"), 401));
    }

    private static HttpRequest.Builder authorised(URI admin, String path, String credential) {
        return HttpRequest.newBuilder(admin.resolve(path)).header("Authorization", "Bearer " + credential);
    }

    private static String send(HttpRequest.Builder request, int expected) throws Exception {
        HttpResponse<String> answer =
                Installation.HTTP.send(request.build(), BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
        assertThat(answer.statusCode()).as("%s", answer.uri().getPath()).isEqualTo(expected);
        return answer.headers().map() + " " + (expected == 200 ? "" : answer.body());
    }

    private static JsonNode payload(String invite) throws IOException {
        return JSON.readTree(Base64.getUrlDecoder().decode(invite.split("\\.")[1]));
    }

    /** The member of that name in whichever file of the folder has it. */
    private static String find(Path data, String member) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".json"))
                    .toList()) {
                JsonNode found = JSON.readTree(file.toFile()).findValue(member);
                if (found != null) {
                    return found.asText();
                }
            }
        }
        throw new AssertionError("no \"" + member + "\" under " + data);
    }

    private void readDatabase() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("server"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                search.place("file " + file.getFileName(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
    }
}
