package dev.moosic.tunnel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.server.config.ServerSettings;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers show, at a whole server. The client that they want is known and not connected: 424 is as far as they get. */
class CallerTokensTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String HOME = "?clientId=home";

    @TempDir
    Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TunnelServer server;
    private String operator;

    @BeforeEach
    void start() throws Exception {
        Path data = folder.resolve("data");
        server = TunnelServer.start(ServerSettings.onLoopback(data));
        server.auth().ready().get(20, TimeUnit.SECONDS);
        operator = JSON.readTree(Files.readString(data.resolve("admin.json")))
                .path("token")
                .asText();
        String probe = json(ask("POST", server.publicUrl(), "/auth/register-client?clientId=probe", operator))
                .path("token")
                .asText();
        // The registry opens behind the listener.
        await().until(() -> status("GET", "/x?clientId=probe", probe) == 424);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> ask(String method, URI base, String path, String authorization) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path)).method(method, BodyPublishers.noBody());
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private int status(String method, String path, String authorization) throws Exception {
        return ask(method, server.publicUrl(), path, authorization).statusCode();
    }

    private String token(String path, String authorization) throws Exception {
        HttpResponse<String> response = ask("POST", server.publicUrl(), path + HOME, authorization);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response).path("token").asText();
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    @Test
    void moosicBoxTokensGoFromTheAdminCredentialToThePlayersUrlUntilTheClientIsRevoked() throws Exception {
        assertThat(status("POST", "/auth/register-client" + HOME, "")).isEqualTo(401);
        String access = token("/auth/register-client", "Bearer " + operator);
        String signature = token("/auth/signature-token", access);
        String magic = "magicToken=0a1b2c3d4e5f60718293a4b5c6d7e8f9";
        assertThat(ask("POST", server.publicUrl(), "/auth/magic-token" + HOME + "&" + magic, access)
                        .body())
                .isEqualTo("{\"success\":true}");
        String file = "/files/track" + HOME + "&signature=" + signature;
        assertThat(status("GET", file, "")).isEqualTo(424);
        assertThat(status("GET", "/menu" + HOME, access)).isEqualTo(424);
        assertThat(status("GET", "/auth/magic-token?" + magic, "")).isEqualTo(424);
        assertThat(status("GET", "/menu" + HOME + "&signature=" + signature, ""))
                .isEqualTo(401);

        server.auth().revoke(new ClientId("home")).get(20, TimeUnit.SECONDS);
        assertThat(status("GET", file, "")).isEqualTo(401);
        assertThat(status("GET", "/menu" + HOME, access)).isEqualTo(401);
        assertThat(status("GET", "/auth/magic-token?" + magic, "")).isEqualTo(401);
    }

    @Test
    void noTokenOfACallerOpensTheAdminListener() throws Exception {
        String access = token("/auth/register-client", operator);
        String signature = token("/auth/signature-token", access);
        for (String shown : new String[] {access, signature}) {
            assertThat(ask("GET", server.adminUrl(), "/v1/clients", "Bearer " + shown)
                            .statusCode())
                    .isEqualTo(401);
            assertThat(status("POST", "/auth/register-client" + HOME, shown)).isEqualTo(401);
        }
        assertThat(ask("GET", server.adminUrl(), "/v1/clients", "Bearer " + operator)
                        .statusCode())
                .isEqualTo(200);
    }

    private String apiToken(String limits) throws Exception {
        token("/auth/register-client", operator); // So that the client is known.
        HttpRequest request = HttpRequest.newBuilder(server.adminUrl().resolve("/v1/tokens"))
                .header("Authorization", "Bearer " + operator)
                .POST(BodyPublishers.ofString("{\"clientIds\":[\"home\"]" + limits + "}"))
                .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response).path("token").asText();
    }

    @Test
    void limitedApiTokenIsGoodForItsMethodsAndPathsOnly() throws Exception {
        String bearer =
                "Bearer " + apiToken(",\"methods\":[\"GET\",\"HEAD\"],\"pathPrefixes\":[\"/files/\",\"/menu\"]");
        for (String path : new String[] {"/files/track", "/files/", "/menu", "/menu/x", "/t/home/files/a%20b"}) {
            assertThat(status("GET", path + HOME, bearer)).as(path).isEqualTo(404); // Allowed: nobody is there.
        }
        for (String path : new String[] {
            "/",
            "/files",
            "/menus",
            "/files/../admin",
            "/files/%2e%2e/admin",
            "/files/%2E%2e%2fadmin",
            "/files/..%5cadmin",
            "/files/..;/admin",
            "/files/%252e%252e/admin",
            "/files/%c0%ae%c0%ae/admin",
            "/files//admin",
            "/%66iles/x",
            "/t/home",
            "/t/home/admin",
            "/t/home/../files/x",
            "/t/home/t/home/files/x"
        }) {
            assertThat(statusOfRaw("GET", path + HOME, bearer, "")).as(path).isEqualTo(403);
        }
        assertThat(status("POST", "/files/track" + HOME, bearer)).isEqualTo(403);
        assertThat(statusOfRaw("GET", "/files/x" + HOME, bearer, "X-HTTP-Method-Override: DELETE\r\n"))
                .isEqualTo(403);
        assertThat(statusOfRaw("GET", "/files/x" + HOME, bearer, "X_Original_URL: /admin\r\n"))
                .isEqualTo(403);
        String unlimited = "Bearer " + apiToken("");
        assertThat(statusOfRaw("GET", "/files/../x" + HOME, unlimited, "X-HTTP-Method-Override: PUT\r\n"))
                .isEqualTo(404);
    }

    /** Sends the path as it is, which no URI class would. */
    private int statusOfRaw(String method, String path, String authorization, String fields) throws IOException {
        try (Socket socket =
                new Socket(server.publicUrl().getHost(), server.publicUrl().getPort())) {
            String request = method + " " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nAuthorization: "
                    + authorization + "\r\n" + fields + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return Integer.parseInt(answer.substring(9, 12));
        }
    }

    @Test
    void apiTokenEndsAtTheEdgeWhenItsHolderRevokesIt() throws Exception {
        String token = apiToken("");
        assertThat(status("GET", "/x" + HOME, token)).isEqualTo(404); // Allowed: nobody is there.
        HttpRequest revocation = HttpRequest.newBuilder(server.publicUrl().resolve("/auth/revoke"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + token))
                .build();
        assertThat(http.send(revocation, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        assertThat(status("GET", "/x" + HOME, token)).isEqualTo(401);
    }

    @Test
    void keysRotateOnDemandWithoutHarm() throws Exception {
        String token = apiToken("");
        for (int rotation = 1; rotation <= 5; rotation++) {
            HttpResponse<String> rotated = ask("POST", server.adminUrl(), "/v1/keys", "Bearer " + operator);
            assertThat(json(rotated).path("signsFrom").asText()).isNotEmpty();
            assertThat(status("GET", "/x" + HOME, token)).isEqualTo(404);
            assertThat(json(ask("GET", server.publicUrl(), "/.well-known/jwks.json", ""))
                            .path("keys"))
                    .hasSize(rotation + 1);
        }
        assertThat(status("POST", "/auth/rotate-keys", "Bearer " + token)).isEqualTo(401);
    }
}
