package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.ClientKey;
import dev.moosic.tunnel.protocol.identity.Invite;
import dev.moosic.tunnel.testing.MySqlServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As {@link SecretsIT}, of the auth service that runs apart, beside a tunnel server on the same database. */
class AuthServiceSecretsIT {
    private static final String DATABASE = "tunnel";
    private static final String CLIENTS_TABLE = "auth_clients";
    private static final String CLIENT_ID = "living-room";
    private static final ObjectMapper JSON = new ObjectMapper();

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

    @Test
    void noSecretIsInLogsErrorsTablesOrTheProcessList() throws Exception {
        try (MySqlServer mysql = MySqlServer.start()) {
            mysql.create(DATABASE);
            if (!mysql.password().isEmpty()) {
                search.secret("database password", mysql.password());
            }
            String[] shared = {
                "--key-file",
                Files.writeString(folder.resolve("key-file"), search.keySecret())
                        .toString(),
                "--database-url",
                mysql.url(DATABASE),
                "--database-user",
                mysql.user(),
                "--log-level",
                "trace",
            };
            RunningProgram server =
                    installation.startServer(0, Map.of("TUNNEL_DATABASE_PASSWORD", mysql.password()), shared);
            RunningProgram auth =
                    installation.startAuthService(0, Map.of("TUNNEL_AUTH_DATABASE_PASSWORD", mysql.password()), shared);
            URI url = Installation.url(auth.await("ready"));
            Installation.awaitReady(Installation.url(server.await("ready")));
            Installation.awaitReady(url);
            useEverything(url);
            search.processList(installation.programs());
            auth.terminate();
            auth.exitCode(Duration.ofSeconds(30));
            server.terminate();
            server.exitCode(Duration.ofSeconds(60));
            search.output(installation.programs());
            readTables(mysql);
        }
        search.assertFound("log of auth-service", "event=enrol client=" + CLIENT_ID);
        search.assertFound("log of tunnel-server", "event=invite client=" + CLIENT_ID);
        search.assertFound("table " + CLIENTS_TABLE, CLIENT_ID);
        search.assertFound("table auth_signing_keys", SecretSearch.SEALED);
        search.assertNoSecretFound();
    }

    private void useEverything(URI url) throws Exception {
        Path data = installation.authData();
        String operator = search.member("operator's credential", data.resolve("operator.json"), "token");
        Invite invite = Invite.parse(
                installation.subcommand("invite", "--client-id", CLIENT_ID).line());
        search.secret("invite code", invite.code());
        ClientKey key = ClientKey.generate();
        Path keyPath = folder.resolve("client.jwk");
        key.save(keyPath);
        search.member("client key", keyPath, "d");
        String enrolment = "{\"code\":\"" + invite.code() + "\",\"client_id\":\"" + CLIENT_ID + "\",\"jwk\":"
                + key.publicJwk().json() + "}";
        post(url, "/auth/enroll", "application/json", enrolment, "", 200);
        post(
                url,
                "/auth/enroll",
                "application/json",
                enrolment.replace(
                        key.publicJwk().json(), ClientKey.generate().publicJwk().json()),
                "",
                409);

        String assertion = key.assertion(new ClientId(CLIENT_ID), invite.issuer(), Instant.now());
        search.signatureOf("assertion", assertion);
        String form = "grant_type=client_credentials&client_assertion_type="
                + "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=" + assertion;
        search.signatureOf("tunnel token", ask(url, "/v0/request_token", form, "", 200, "token"));
        form(url, "/v0/request_token", form, "", 401);
        String token =
                installation.subcommand("token", "--client-id", CLIENT_ID).line();
        search.signatureOf("API token", token);
        form(url, "/auth/introspect", "token=" + token, operator, 200);
        form(url, "/auth/introspect", "token=" + token, operator + "x", 401);
        form(url, "/auth/revoke", "token=" + token, "", 200);

        String access = ask(url, "/auth/register-client?clientId=" + CLIENT_ID, "", operator, 200, "token");
        search.secret("client access token", access);
        String home = "?clientId=" + CLIENT_ID;
        search.secret("signature token", ask(url, "/auth/signature-token" + home, "", access, 200, "token"));
        String magic = "canary-of-a-magic-token";
        search.secret("magic token", magic);
        form(url, "/auth/magic-token" + home + "&magicToken=" + magic, "", access, 200);
        form(url, "/auth/magic-token" + home + "&magicToken=" + magic, "", access + "x", 401);
        Completed rotated = Completed.run(Program.AUTH_SERVICE, "rotate-keys", "--data", data.toString());
        search.place("rotate-keys", rotated.output() + rotated.errors());
        assertThat(rotated.exitCode()).isZero();
    }

    /** What is answered but errors holds secrets for who asked; errors are looked through. */
    private JsonNode post(URI url, String path, String type, String body, String credential, int expected)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (!credential.isEmpty()) {
            request.header("Authorization", "Bearer " + credential);
        }
        HttpResponse<String> answer = Installation.HTTP.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode())
                .as("%s: %s", url.resolve(path).getPath(), answer.body())
                .isEqualTo(expected);
        search.place("answer", answer.headers().map() + (expected == 200 ? "" : answer.body()));
        return answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    }

    private void form(URI url, String path, String form, String credential, int expected) throws Exception {
        post(url, path, "application/x-www-form-urlencoded", form, credential, expected);
    }

    private String ask(URI url, String path, String form, String credential, int expected, String member)
            throws Exception {
        return post(url, path, "application/x-www-form-urlencoded", form, credential, expected)
                .path(member)
                .asText();
    }

    private void readTables(MySqlServer mysql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(mysql.url(DATABASE), mysql.user(), mysql.password());
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("SHOW TABLES")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                StringBuilder text = new StringBuilder();
                try (ResultSet rows = statement.executeQuery("SELECT * FROM `" + table + "`")) {
                    while (rows.next()) {
                        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                            text.append(rows.getString(i)).append('\t');
                        }
                    }
                }
                search.place("table " + table, text.toString());
            }
        }
    }
}
