package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the invite to the revocation, as an operator and a user at home see it. */
class IdentityIT {
    @TempDir
    Path folder;

    private Installation installation;
    private URI server;
    private URI library;

    @BeforeEach
    void start() throws IOException {
        installation = Installation.in(folder);
        server = Installation.url(installation.startServer(0).await("ready"));
        library = Installation.url(installation.startLibrary().await("ready"));
    }

    @AfterEach
    void stop() {
        installation.close();
    }

    private int status(String token) throws Exception {
        return Installation.HTTP
                .send(
                        Installation.request(server, "/health-of-nothing")
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static int portOf(JsonNode tunnel) {
        return Integer.parseInt(tunnel.path("remote").asText().replaceAll(".*:", ""));
    }

    private static void assertClosed(int port) {
        Awaitility.await()
                .untilAsserted(() -> assertThatThrownBy(
                                () -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                        .isInstanceOf(ConnectException.class));
    }

    @Test
    void grantsChangeUnderALiveClientAndReservationsOutliveThem() throws Exception {
        RunningProgram client = installation.startClient(library);
        int port = portOf(
                client.await("tunnel", tunnel -> tunnel.path("type").asText().equals("tcp")));
        client.await("tunnel", tunnel -> tunnel.path("type").asText().equals("http"));
        String token = installation.token();

        Completed inUse = installation.subcommand("release", "--port", "" + port);
        assertThat(inUse.exitCode()).isEqualTo(1);
        assertThat(inUse.errors()).contains("in use by client " + Installation.CLIENT_ID);

        assertThat(installation
                        .subcommand(
                                "grant",
                                "--client-id",
                                Installation.CLIENT_ID,
                                "--grant",
                                "http",
                                "--grant",
                                "requests:1/s")
                        .line())
                .endsWith("may: http, requests:1/s");
        client.await("tunnelFailed", failed -> failed.path("name").asText().equals("music-tcp"));
        assertClosed(port);
        Awaitility.await().until(() -> status(token) == 429);

        assertThat(installation.subcommand("release", "--port", "" + port).line())
                .contains("is free");
        assertThat(installation.subcommand("release", "--port", "" + port).errors())
                .contains("reserved for nobody");

        installation
                .subcommand("grant", "--client-id", Installation.CLIENT_ID, "--grant", "http", "--grant", "tcp:" + port)
                .line();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(client.events())
                        .filteredOn(event -> event.path("event").asText().equals("tunnel")
                                && event.path("type").asText().equals("tcp"))
                        .extracting(IdentityIT::portOf)
                        .containsExactly(port, port));

        Completed wrong = installation.subcommand("grant", "--client-id", Installation.CLIENT_ID, "--grant", "up:fast");
        assertThat(wrong.exitCode()).isNotZero();
        assertThat(wrong.errors()).contains("up:fast").contains("up:10MB/s");
    }

    @Test
    void aRevocationSaysWhatItCutAndTheClientGivesUp() throws Exception {
        RunningProgram client = installation.startClient(library);
        int port = portOf(
                client.await("tunnel", tunnel -> tunnel.path("type").asText().equals("tcp")));
        String token = installation.token();
        try (Socket live = new Socket(InetAddress.getLoopbackAddress(), port)) {
            live.setSoTimeout(10_000);
            live.getOutputStream().write("GET /health HTTP/1.1\r\nHost: h\r\n\r\n".getBytes());
            assertThat(live.getInputStream().read()).isEqualTo('H');

            assertThat(installation
                            .subcommand("revoke", "--client-id", Installation.CLIENT_ID)
                            .line())
                    .contains("cut here: 1 session, 2 tunnels and 1 stream;", "on other nodes: 0 sessions;");

            assertThat(client.exitCode(Duration.ofSeconds(30))).isEqualTo(77);
            assertClosed(port);
        }
        assertThat(Installation.HTTP
                        .send(
                                Installation.request(server, "/x")
                                        .header("Authorization", "Bearer " + token)
                                        .build(),
                                BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void anInviteThatCannotBeUsedSaysWhy() throws IOException {
        String invite =
                installation.subcommand("invite", "--client-id", "living-room").line();
        RunningProgram first = installation.startClient("first", invite);
        first.await("connected");
        Completed used = enrol("second", invite);
        assertThat(used.exitCode()).isEqualTo(77);
        assertThat(used.output() + used.errors()).contains("the invite was used at");
        char last = invite.charAt(invite.length() - 20);
        String altered = invite.substring(0, invite.length() - 20)
                + (last == 'A' ? 'B' : 'A')
                + invite.substring(invite.length() - 19);
        Completed refused = enrol("third", altered);
        assertThat(refused.exitCode()).isEqualTo(78);
        assertThat(refused.errors()).contains("the invite was altered");
        assertThat(enrol("fourth", invite.substring(0, invite.length() - 4)).errors())
                .contains("cut short");
    }

    @Test
    void theStateFolderIsItsOwnersAloneAndSurvivesARestart() throws Exception {
        RunningProgram client = installation.startClient(library);
        client.await("tunnel");
        client.terminate();
        client.exitCode(Duration.ofSeconds(30));
        for (String data : List.of("client", "server")) {
            try (Stream<Path> files = Files.walk(folder.resolve(data))) {
                for (Path file : files.toList()) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as("%s", file)
                            .endsWith("------");
                }
            }
        }
        installation.startClient(library).await("tunnel");
    }

    private Completed enrol(String data, String invite) {
        return Completed.run(Program.TUNNEL_CLIENT.command(List.of(
                "http",
                "9",
                "--once",
                "--invite",
                invite,
                "--data",
                folder.resolve(data).toString())));
    }
}
