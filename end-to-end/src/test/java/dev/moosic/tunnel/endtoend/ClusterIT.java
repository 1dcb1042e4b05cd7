package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moosic.tunnel.endtoend.Cluster.Node;
import dev.moosic.tunnel.testing.MySqlServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does at one server holds at the other. */
class ClusterIT {
    private static final String HTTP = "  - {name: music, type: http, local: LOCAL}";
    private static final String TCP = "  - {name: music-tcp, type: tcp, local: LOCAL}";

    /** In which what one node did has to be known on the other, three times the interval of its look. */
    private static final Duration PROPAGATION = Duration.ofSeconds(30);

    private static @Nullable MySqlServer mysql;
    private static @Nullable Cluster cluster;

    @TempDir
    static Path folder;

    @BeforeAll
    static void start() throws Exception {
        mysql = MySqlServer.start();
        cluster = Cluster.start(folder, mysql);
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
        Objects.requireNonNull(mysql).close();
    }

    private static Cluster cluster() {
        return Objects.requireNonNull(cluster);
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(PROPAGATION).pollInterval(Duration.ofMillis(100));
    }

    private static int status(Node node, String clientId, @Nullable String token) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(cluster().url(node) + "/files/track?trackId=1&clientId=" + clientId));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return status(request.build());
    }

    private static int status(HttpRequest request) throws Exception {
        return Installation.HTTP.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static int signedStatus(String url) throws Exception {
        return status(HttpRequest.newBuilder(URI.create(url)).build());
    }

    private static int remotePort(RunningProgram client) {
        return Integer.parseInt(
                client.await("tunnel", tunnel -> tunnel.path("type").asText().equals("tcp"))
                        .path("remote")
                        .asText()
                        .replaceAll(".*:", ""));
    }

    private static void awaitHttp(RunningProgram client) {
        client.await("tunnel", tunnel -> tunnel.path("type").asText().equals("http"));
    }

    private static Socket echoing(int port) throws IOException {
        Socket live = new Socket(InetAddress.getLoopbackAddress(), port);
        live.setSoTimeout((int) PROPAGATION.toMillis());
        live.getOutputStream().write("GET /health HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(live.getInputStream().read()).isEqualTo('H');
        return live;
    }

    private static void assertClosed(int port) {
        soon().untilAsserted(() -> assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                .isInstanceOf(ConnectException.class));
    }

    private static void assertEnds(Socket live) {
        try {
            while (live.getInputStream().read() >= 0) {
                // The rest of the first answer.
            }
        } catch (SocketException reset) {
            return;
        } catch (IOException e) {
            throw new AssertionError("the connection was not cut", e);
        }
    }

    @Test
    void aRevocationAtOneNodeEndsEverythingAtTheOther() throws Exception {
        RunningProgram client =
                cluster().startClient(Node.B, "revoked", cluster().invite(Node.A, "revoked"), HTTP, TCP);
        int port = remotePort(client);
        awaitHttp(client);
        String token =
                cluster().subcommand(Node.A, "token", "--client-id", "revoked").line();
        String signedForA = sign(Node.A, "revoked");
        String signedForB = sign(Node.B, "revoked");
        assertThat(status(Node.A, "revoked", token)).isNotEqualTo(401);
        assertThat(status(Node.B, "revoked", token)).isEqualTo(200);
        assertThat(signedStatus(signedForA)).isNotEqualTo(401);
        assertThat(signedStatus(signedForB)).isEqualTo(200);
        try (Socket live = echoing(port)) {
            assertThat(cluster()
                            .subcommand(Node.A, "revoke", "--client-id", "revoked")
                            .line())
                    .contains("cut here: 0 sessions, 0 tunnels and 0 streams;", "on other nodes: 1 session;");
            assertThat(status(Node.A, "revoked", token)).isEqualTo(401);
            assertThat(signedStatus(signedForA)).isEqualTo(401);

            client.await("disconnected", event -> event.path("reason").asText().startsWith("this client was revoked"));
            assertThat(client.exitCode(PROPAGATION)).isEqualTo(77);
            assertEnds(live);
        }
        assertClosed(port);
        assertThat(status(Node.B, "revoked", token)).isEqualTo(401);
        assertThat(signedStatus(signedForB)).isEqualTo(401);
    }

    private static String sign(Node node, String clientId) {
        return cluster()
                .subcommand(Node.A, "sign-url", cluster().url(node) + "/files/track?trackId=1&clientId=" + clientId)
                .line();
    }

    @Test
    void grantsChangedAtOneNodeTakeATunnelAtTheOtherAndFreeItsPort() throws Exception {
        RunningProgram client =
                cluster().startClient(Node.B, "granted", cluster().invite(Node.A, "granted"), HTTP, TCP);
        int port = remotePort(client);
        awaitHttp(client);

        Completed inUse = cluster().subcommand(Node.A, "release", "--port", "" + port);
        assertThat(inUse.exitCode()).isNotZero();
        assertThat(inUse.errors()).contains("in use by client granted");

        try (Socket live = echoing(port)) {
            cluster()
                    .subcommand(Node.A, "grant", "--client-id", "granted", "--grant", "http")
                    .line();
            assertThat(cluster()
                            .subcommand(Node.A, "release", "--port", "" + port)
                            .errors())
                    .contains("may still be in use by client granted at another node", "try again");
            client.await("tunnelFailed", failed -> failed.path("name").asText().equals("music-tcp"));
            assertEnds(live);
        }
        assertClosed(port);
        String token =
                cluster().subcommand(Node.A, "token", "--client-id", "granted").line();
        assertThat(status(Node.B, "granted", token)).isEqualTo(200);

        soon().untilAsserted(() -> assertThat(cluster()
                        .subcommand(Node.A, "release", "--port", "" + port)
                        .output())
                .contains("is free"));
        assertThat(cluster().subcommand(Node.B, "release", "--port", "" + port).errors())
                .contains("reserved for nobody");
    }

    @Test
    void aGrantGivenAtOneNodeOpensATunnelAtTheOther() throws Exception {
        String invite = cluster().invite(Node.A, "later", "http:public");
        RunningProgram client = cluster().startClient(Node.B, "later", invite, TCP);
        client.await("tunnelFailed");

        cluster()
                .subcommand(Node.A, "grant", "--client-id", "later", "--grant", "tcp:23000-23999")
                .line();

        echoing(remotePort(client)).close();
    }

    @Test
    void aNodeDoesNotReleaseWhatItsClientUsesAtTheOtherOnly() throws Exception {
        String invite = cluster().invite(Node.A, "both", "tcp:23000-23999", "tcp:24000-24999");
        RunningProgram client = cluster().startClient(Set.of(Node.A, Node.B), "both", invite, TCP);
        client.await("tunnel", tunnel -> isOn(Node.A, tunnel));
        String remote = client.await("tunnel", tunnel -> isOn(Node.B, tunnel))
                .path("remote")
                .asText();

        Completed refused = cluster().subcommand(Node.A, "release", "--port", remote.replaceAll(".*:", ""));

        assertThat(refused.errors()).contains("in use by client both");
    }

    private static boolean isOn(Node node, JsonNode tunnel) {
        return URI.create(tunnel.path("server").asText()).getPort()
                == cluster().url(node).getPort();
    }

    @Test
    void whatOneClientHasAtOneNodeNoOtherGetsAtTheOther() throws Exception {
        String port = "25123";
        String[] grants = {"http", "tcp:" + port, "host:music.example.com"};
        String tcp = "  - {name: port, type: tcp, local: LOCAL, remote-port: " + port + "}";
        String http = "  - {name: name, type: http, local: LOCAL, host: music.example.com}";
        RunningProgram first =
                cluster().startClient(Node.B, "first", cluster().invite(Node.A, "first", grants), http, tcp);
        assertThat(remotePort(first)).isEqualTo(25123);
        awaitHttp(first);

        RunningProgram second =
                cluster().startClient(Node.A, "second", cluster().invite(Node.A, "second", grants), http, tcp);
        for (String name : new String[] {"port", "name"}) {
            JsonNode failed = second.await(
                    "tunnelFailed", event -> event.path("name").asText().equals(name));
            assertThat(failed.path("message").asText()).contains("another client");
        }
        assertThat(second.events())
                .noneMatch(event -> event.path("event").asText().equals("tunnel"));
    }

    @Test
    void aTokenRevokedAtOneNodeIsRefusedAtTheOther() throws Exception {
        RunningProgram client =
                cluster().startClient(Node.B, "caller", cluster().invite(Node.A, "caller", "http"), HTTP);
        awaitHttp(client);
        String token =
                cluster().subcommand(Node.A, "token", "--client-id", "caller").line();
        String other =
                cluster().subcommand(Node.A, "token", "--client-id", "caller").line();
        assertThat(status(Node.B, "caller", token)).isEqualTo(200);
        assertThat(status(HttpRequest.newBuilder(cluster().url(Node.A).resolve("/auth/revoke"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("token=" + token))
                        .build()))
                .isEqualTo(200);
        assertThat(status(Node.A, "caller", token)).isEqualTo(401);
        soon().until(() -> status(Node.B, "caller", token) == 401);
        assertThat(status(Node.B, "caller", other)).isEqualTo(200);
    }

    @Test
    void anInviteOfOneNodePinsTheAuthorityOfTheOther(@TempDir Path everybody) throws Exception {
        try (MySqlServer own = MySqlServer.start();
                Cluster behindTls = Cluster.startForEverybody(everybody, own)) {
            assertThat(behindTls.url(Node.B)).hasScheme("https");
            String invite = behindTls.invite(Node.A, "pinned", "http");
            RunningProgram client = behindTls.startClient(Node.B, "pinned", invite, HTTP);
            JsonNode tunnel = client.await("tunnel");
            assertThat(tunnel.path("server").asText())
                    .isEqualTo("wss://" + behindTls.url(Node.B).getAuthority());
            assertThat(behindTls.subcommand(Node.A, "ca").line())
                    .isEqualTo(behindTls.subcommand(Node.B, "ca").line());
        }
    }
}
