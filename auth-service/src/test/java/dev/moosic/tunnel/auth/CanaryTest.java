package dev.moosic.tunnel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.ClientKey;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.Invite;
import dev.moosic.tunnel.testing.FixedClock;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Secrets stay out of logs (at the finest level), of what objects say of themselves, and of the database. */
class CanaryTest {
    private static final ClientId LIVING_ROOM = new ClientId("living-room");

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private final List<String> secrets = new ArrayList<>();

    @Test
    void secretsAreNowhere() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Level before = root.getLevel();
        log.start();
        root.addAppender(log);
        root.setLevel(Level.TRACE);
        try (Database database = Database.open(DatabaseSettings.embedded(folder.resolve("data")))) {
            useEverything(database);
            said.add(String.join(
                    "\n",
                    database.call(handle -> handle.createQuery("SCRIPT")
                                    .mapTo(String.class)
                                    .list())
                            .get(20, TimeUnit.SECONDS)));
        } finally {
            root.setLevel(before);
            root.detachAppender(log);
        }
        List.copyOf(log.list).forEach(event -> said.add(event.getFormattedMessage() + " " + event.getThrowableProxy()));
        assertThat(said).hasSizeGreaterThan(20);
        for (String secret : secrets) {
            assertThat(secret).hasSizeGreaterThan(15);
            assertThat(said).noneMatch(text -> text.contains(secret));
        }
    }

    private void useEverything(Database database) throws Exception {
        FixedClock clock = new FixedClock();
        String keySecret = "canary-canary-canary-canary-canary";
        secrets.add(keySecret);
        KeySeal seal = KeySeal.under(keySecret);
        AuthSettings settings = AuthSettings.of(() -> List.of(URI.create("http://tunnel.example.com:8000")))
                .withKeySeal(seal)
                .withOperator("canary-of-the-operator"::equals);
        secrets.add("canary-of-the-operator");
        said.add(settings.toString());
        try (AuthService auth = AuthService.open(settings, database, clock)) {
            auth.ready().get(20, TimeUnit.SECONDS);
            EndpointClient http = new EndpointClient(request -> {
                said.add(request.toString());
                AuthResponse response = auth.endpoints().handle(request).join();
                said.add(response.toString());
                return response;
            });
            Invite invite = auth.createInvite(LIVING_ROOM, Grants.NONE, Duration.ofHours(1))
                    .get(20, TimeUnit.SECONDS);
            secrets.add(invite.code());
            secrets.add(invite.line().substring(20, 60));
            said.add(invite.toString());
            ClientKey key = ClientKey.generate();
            key.save(folder.resolve("key"));
            secrets.add(Files.readString(folder.resolve("key")).replaceAll(".*\"d\":\"([^\"]+)\".*", "$1"));
            said.add(key.toString());
            http.enrol(invite, key.publicJwk());
            http.enrol(invite, ClientKey.generate().publicJwk());
            String assertion = key.assertion(LIVING_ROOM, auth.issuer(), clock.instant());
            addParts(assertion);
            addParts(http.requestToken(assertion).json().path("token").asText());
            said.add(http.requestToken(assertion).text());
            said.add(http.requestToken(assertion.substring(0, assertion.length() - 10))
                    .text());
            IssuedToken apiToken = auth.issueApiToken(
                            ApiTokenTerms.forClients(List.of(LIVING_ROOM), Duration.ofHours(1)))
                    .get(20, TimeUnit.SECONDS);
            addParts(apiToken.token());
            said.add(apiToken.toString());
            SignedUrl url = auth.signUrl("http://h/a?clientId=living-room", null, Duration.ofHours(1))
                    .get(20, TimeUnit.SECONDS);
            secrets.add(url.url().substring(url.url().length() - 40));
            said.add(url.toString());
            useMoosicBox(http);
            auth.rotateKeys().get(20, TimeUnit.SECONDS);
            auth.revoke(LIVING_ROOM).get(20, TimeUnit.SECONDS);
        }
    }

    private void useMoosicBox(EndpointClient http) {
        String home = "clientId=living-room";
        String access = moosicBoxToken(http, MoosicBoxEndpoints.REGISTER_CLIENT, "canary-of-the-operator");
        String signature = moosicBoxToken(http, MoosicBoxEndpoints.SIGNATURE_TOKEN, access);
        String magic = "canary-of-a-magic-token";
        secrets.add(magic);
        http.ask("POST", AuthEndpoints.MAGIC_TOKEN_PATH, home + "&magicToken=" + magic, access);
        for (String shown : List.of(access, signature, magic)) {
            String query = home + "&signature=" + shown + "&magicToken=" + shown;
            said.add(http.ask("POST", MoosicBoxEndpoints.VALIDATE_SIGNATURE_TOKEN, query, shown)
                    .text());
            said.add(http.ask("POST", AuthEndpoints.MAGIC_TOKEN_PATH, query, shown)
                    .text());
            said.add(http.ask("POST", MoosicBoxEndpoints.REGISTER_CLIENT, query, shown)
                    .text());
        }
    }

    private String moosicBoxToken(EndpointClient http, String path, String shown) {
        String token = http.ask("POST", path, "clientId=living-room", shown)
                .json()
                .path("token")
                .asText();
        secrets.add(token);
        return token;
    }

    private void addParts(String token) {
        secrets.add(token.split("\\.")[1]);
        secrets.add(token.split("\\.")[2]);
    }
}
