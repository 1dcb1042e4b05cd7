package dev.moosic.tunnel.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A server, and a client beside the sample library, each a process of its own with its data under one folder. */
final class Installation implements AutoCloseable {
    static final String CLIENT_ID = "12345";

    /** Other ones in each JVM that runs tests beside this one: the same client of all would be given the same port. */
    private static final String REMOTE_PORTS = "%1$d000-%1$d999".formatted(25 + Integer.getInteger("test.jvm", 1));

    static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path folder;
    private final List<RunningProgram> programs = new ArrayList<>();

    private Installation(Path folder) {
        this.folder = folder;
    }

    /** Nothing runs yet. */
    static Installation in(Path folder) {
        return new Installation(folder);
    }

    /** @param more options */
    RunningProgram startServer(int port, String... more) throws IOException {
        return startServer(port, Map.of(), more);
    }

    /** @param more options */
    RunningProgram startServer(int port, Map<String, String> environment, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--bind",
                "127.0.0.1",
                "--port",
                "" + port,
                "--remote-ports",
                REMOTE_PORTS,
                "--data",
                serverData().toString()));
        arguments.addAll(List.of(more));
        return start(Program.TUNNEL_SERVER, arguments, environment);
    }

    /** @param more options */
    RunningProgram startAuthService(int port, Map<String, String> environment, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("--port", "" + port, "--data", authData().toString()));
        arguments.addAll(List.of(more));
        return start(Program.AUTH_SERVICE, arguments, environment);
    }

    /** Bound as on a VPS, where TLS is the default, for the operator too; told to be reached by loopback. */
    RunningProgram startServerForEverybody(int port) throws IOException {
        RunningProgram server = start(
                Program.TUNNEL_SERVER,
                List.of(
                        "--bind",
                        "0.0.0.0",
                        "--port",
                        "" + port,
                        "--public-url",
                        "https://localhost:" + port,
                        "--admin-bind",
                        "0.0.0.0:0",
                        "--remote-ports",
                        REMOTE_PORTS,
                        "--data",
                        serverData().toString()));
        awaitReady(serverData());
        return server;
    }

    RunningProgram startLibrary() throws IOException {
        return start(Program.SAMPLE_LIBRARY, List.of("--port", "0", "--music", music().toString()));
    }

    /** Starts the client with an http and a tcp tunnel to {@code local}; the first time with an invite. */
    RunningProgram startClient(URI local) throws IOException {
        Path config = folder.resolve("tunnel.yaml");
        Files.writeString(config, """
                tunnels:
                  - {name: music, type: http, local: "%1$s"}
                  - {name: music-tcp, type: tcp, local: "%1$s"}
                """.formatted(local.getAuthority()), StandardCharsets.UTF_8);
        Path data = clientData();
        List<String> arguments =
                new ArrayList<>(List.of("run", "--config", config.toString(), "--data", data.toString()));
        if (!Files.exists(data)) {
            arguments.add("--invite");
            arguments.add(subcommand("invite", "--client-id", CLIENT_ID).line());
        }
        return start(Program.TUNNEL_CLIENT, arguments);
    }

    /** Starts a client of that data folder with an invite. */
    RunningProgram startClient(String data, String invite) throws IOException {
        return start(
                Program.TUNNEL_CLIENT,
                List.of(
                        "http",
                        "9",
                        "--invite",
                        invite,
                        "--data",
                        folder.resolve(data).toString()));
    }

    /** A subcommand of the server, with its data folder. */
    Completed subcommand(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", serverData().toString()));
        return Completed.run(Program.TUNNEL_SERVER.command(all));
    }

    String token() {
        return subcommand("token", "--client-id", CLIENT_ID).line();
    }

    Path track(int id) {
        return music().resolve("track-" + id + ".wav");
    }

    static URI url(JsonNode ready) {
        return URI.create(ready.path("url").asText());
    }

    /** Waits until a server that listens has its database too. */
    static void awaitReady(URI server) {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/ready")).build();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200);
    }

    /** As {@link #awaitReady(URI)}, of the server with that data folder, whatever its certificate. */
    static void awaitReady(Path serverData) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> Completed.run(Program.TUNNEL_SERVER, "clients", "--data", serverData.toString())
                                .exitCode()
                        == 0);
    }

    static HttpRequest.Builder request(URI server, String pathAndQuery) {
        String separator = pathAndQuery.contains("?") ? "&" : "?";
        return HttpRequest.newBuilder(URI.create(server + pathAndQuery + separator + "clientId=" + CLIENT_ID));
    }

    /** Kills what still runs, the youngest first. */
    @Override
    public void close() {
        for (int i = programs.size() - 1; i >= 0; i--) {
            programs.get(i).close();
        }
    }

    private RunningProgram start(Program program, List<String> arguments) throws IOException {
        return start(program, arguments, Map.of());
    }

    /** For what the others do not start; it ends with them. */
    RunningProgram start(Program program, List<String> arguments, Map<String, String> environment) throws IOException {
        RunningProgram running = RunningProgram.start(program, folder, arguments, environment);
        programs.add(running);
        return running;
    }

    /** All that were started, whether they still run or not. */
    List<RunningProgram> programs() {
        return programs;
    }

    Path serverData() {
        return folder.resolve("server");
    }

    Path authData() {
        return folder.resolve("auth");
    }

    Path clientData() {
        return folder.resolve("client");
    }

    private Path music() {
        return folder.resolve("music");
    }
}
