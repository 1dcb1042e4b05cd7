package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed, told to end, and come back. */
class SignalsIT {
    @TempDir
    Path folder;

    private Installation installation;
    private URI library;
    private RunningProgram server;
    private URI url;
    private RunningProgram client;

    @BeforeEach
    void start() throws IOException {
        installation = Installation.in(folder);
        library = Installation.url(installation.startLibrary().await("ready"));
        server = installation.startServer(0);
        url = Installation.url(server.await("ready"));
        client = installation.startClient(library);
        awaitTcp(client);
    }

    @AfterEach
    void stop() {
        installation.close();
    }

    @Test
    void aKilledClientThatReturnsHasItsPortAgain() throws Exception {
        String before = awaitTcp(client).path("remote").asText();
        client.kill();
        RunningProgram returned = installation.startClient(library);
        assertThat(awaitTcp(returned).path("remote").asText()).isEqualTo(before);
        URI health = URI.create("http://" + before + "/health");
        HttpResponse<String> response =
                Installation.HTTP.send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo("{\"healthy\":true}");
    }

    @Test
    void aServerThatReturnsHasItsClientsAgain() throws Exception {
        String before = awaitTcp(client).path("remote").asText();
        server.kill();
        client.await("disconnected");
        int connections = count(client, "connected");
        server = installation.startServer(url.getPort());
        server.await("ready");
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(count(client, "connected"))
                        .as("%s%n%s%n%s", client.events(), client.log(), server.log())
                        .isGreaterThan(connections));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + before + "/health"))
                .build();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .ignoreExceptions()
                .until(() ->
                        Installation.HTTP.send(request, BodyHandlers.ofString()).statusCode() == 200);
    }

    @Test
    void aSecondServerOnTheSameFolderLeavesTheFirstAlone() throws Exception {
        assertThat(installation.startServer(0).exitCode(Duration.ofSeconds(20))).isEqualTo(78);
        assertThat(installation.subcommand("clients").exitCode()).isZero();
    }

    @Test
    void aClientThatCannotEnrolYetSaysWhenItTriesAgain() throws Exception {
        String invite = installation.subcommand("invite", "--client-id", "late").line();
        server.kill();
        Path data = folder.resolve("late");
        try (RunningProgram late = RunningProgram.start(
                Program.TUNNEL_CLIENT, folder, List.of("http", "1", "--data", data.toString(), "--invite", invite))) {
            late.await("disconnected", event -> event.path("retryInMs").asLong() > 0);
        }
    }

    @Test
    void sigtermEndsClientAndServerInOrder() {
        client.terminate();
        assertThat(client.exitCode(Duration.ofSeconds(15))).isZero();
        server.terminate();
        assertThat(server.exitCode(Duration.ofSeconds(15))).isZero();
    }

    @Test
    void aSecondSigtermEndsTheServerAtOnce() throws Exception {
        HttpRequest endless = Installation.request(url, "/sse")
                .header("Authorization", "Bearer " + installation.token())
                .build();
        var stream = Installation.HTTP.send(endless, BodyHandlers.ofInputStream());
        assertThat(stream.body().read()).isPositive();
        server.terminate();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> isDraining(url));
        server.terminate();
        assertThat(server.exitCode(Duration.ofSeconds(5))).isEqualTo(143);
    }

    private static boolean isDraining(URI server) throws Exception {
        try {
            HttpRequest ready = HttpRequest.newBuilder(URI.create(server + "/ready"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return Installation.HTTP.send(ready, BodyHandlers.discarding()).statusCode() == 503;
        } catch (IOException closed) {
            return true;
        }
    }

    private static int count(RunningProgram program, String event) {
        return (int) program.events().stream()
                .filter(node -> node.path("event").asText().equals(event))
                .count();
    }

    private static JsonNode awaitTcp(RunningProgram client) {
        return client.await("tunnel", tunnel -> tunnel.path("type").asText().equals("tcp"));
    }
}
