package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moosic.tunnel.protocol.identity.Invite;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses every kind of secret there is with real processes, and then looks for each where it must not be. */
class SecretsIT {
    @TempDir
    Path folder;

    private final SecretSearch search = new SecretSearch();
    private Installation installation;

    @BeforeEach
    void prepare() {
        installation = Installation.in(folder);
    }

    @AfterEach
    void stop() {
        installation.close();
    }

    private String subcommand(String... arguments) {
        return installation.subcommand(arguments).line();
    }

    @Test
    void noSecretIsInLogsErrorsTablesMetricsOrTheProcessList() throws Exception {
        RunningProgram server =
                installation.startServer(0, Map.of("TUNNEL_KEY_SECRET", search.keySecret()), "--log-level", "trace");
        JsonNode ready = server.await("ready");
        URI url = Installation.url(ready);
        URI library = Installation.url(installation.startLibrary().await("ready"));
        String invite = subcommand("invite", "--client-id", Installation.CLIENT_ID);
        search.secret("invite", invite.split("\\.")[1]);
        search.secret("invite code", Invite.parse(invite).code());
        Path clientData = installation.clientData();
        RunningProgram client = installation.start(
                Program.TUNNEL_CLIENT,
                List.of("http", library.getAuthority(), "--data", clientData.toString(), "--log-level", "debug"),
                Map.of("TUNNEL_INVITE", invite));
        client.await("tunnel");
        search.member("client key", clientData.resolve("client-key.json"), "d");
        String admin =
                search.member("admin credential", installation.serverData().resolve("admin.json"), "token");

        useTokens(url);
        useAdmin(URI.create(ready.path("admin").asText()), admin);
        search.processList(installation.programs());
        subcommand("revoke", "--client-id", Installation.CLIENT_ID);
        client.exitCode(Duration.ofSeconds(30));
        server.terminate();
        server.exitCode(Duration.ofSeconds(60));
        search.output(installation.programs());
        search.files(installation.serverData());

        search.assertFound("log of tunnel-server", "event=hello client=" + Installation.CLIENT_ID);
        search.assertFound("events of tunnel-client", "connected");
        search.assertFound("metrics", "tunnel_audit_total");
        search.assertFound("file database.mv.db", Installation.CLIENT_ID);
        search.assertFound("file database.mv.db", SecretSearch.SEALED);
        search.assertNoSecretFound();
    }

    private void useTokens(URI url) throws Exception {
        String token = subcommand("token", "--client-id", Installation.CLIENT_ID);
        search.signatureOf("API token", token);
        String signed = subcommand("sign-url", url + "/files/track?trackId=1&clientId=" + Installation.CLIENT_ID);
        search.secret("signature of a URL", signed.substring(signed.length() - 60));
        search.place("signed URL used", send(HttpRequest.newBuilder(URI.create(signed)), 200));
        search.place("signed URL misused", send(HttpRequest.newBuilder(URI.create(signed + "0")), 401));
        search.place(
                "token used",
                send(Installation.request(url, "/files/track?trackId=1").header("Authorization", token), 200));
        String[] parts = token.split("\\.");
        String other = subcommand("token", "--client-id", Installation.CLIENT_ID);
        String forged = other.substring(0, other.lastIndexOf('.')) + "." + parts[2];
        search.place(
                "token forged", send(Installation.request(url, "/x").header("Authorization", "Bearer " + forged), 401));
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
        boolean music = answer.headers().firstValue("content-type").orElse("").startsWith("audio/");
        return answer.headers().map() + " " + (music ? "" : answer.body());
    }
}
