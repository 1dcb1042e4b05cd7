package dev.moosic.tunnel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.auth.EndpointClient.Answer;
import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseException;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.ClientKey;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import dev.moosic.tunnel.protocol.identity.Invite;
import dev.moosic.tunnel.testing.FixedClock;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The auth service while its database is away, and after it came back. */
class DatabaseOutageTest {
    private static final ClientId LIVING_ROOM = new ClientId("living-room");
    private static final AuthSettings SETTINGS =
            AuthSettings.of(() -> List.of(URI.create("http://tunnel.example.com:8000")));

    @TempDir
    Path folder;

    private final FixedClock clock = new FixedClock();
    private final AtomicBoolean away = new AtomicBoolean();

    private Database open() {
        return Database.open(DatabaseSettings.embedded(folder), connections -> () -> {
            if (away.get()) {
                throw new SQLException("away by order of the test");
            }
            return connections.openConnection();
        });
    }

    @Test
    void pollsOfASlowDatabaseDoNotPileUp() throws Exception {
        AtomicBoolean slow = new AtomicBoolean();
        CountDownLatch answer = new CountDownLatch(1);
        Semaphore asked = new Semaphore(0);
        AuthSettings impatient = new AuthSettings(
                SETTINGS.servers(), () -> null, KeySeal.NONE, Duration.ofMinutes(10), Duration.ofMillis(1));
        try (Database database = Database.open(DatabaseSettings.embedded(folder), connections -> () -> {
                    if (slow.get()) {
                        asked.release();
                        try {
                            answer.await();
                        } catch (InterruptedException e) {
                            throw new SQLException(e);
                        }
                    }
                    return connections.openConnection();
                });
                AuthService auth = AuthService.open(impatient, database, clock)) {
            auth.ready().get(20, TimeUnit.SECONDS);
            slow.set(true);
            asked.acquire();
            assertThat(asked.tryAcquire(300, TimeUnit.MILLISECONDS))
                    .as("another poll while the first has no answer yet")
                    .isFalse();
            answer.countDown();
            assertThat(asked.tryAcquire(2, 20, TimeUnit.SECONDS))
                    .as("it goes on")
                    .isTrue();
        }
    }

    private static void assertUnavailable(Answer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isEqualTo("5");
        assertThat(answer.json().path("code").asText()).isEqualTo("temporarily_unavailable");
    }

    @Test
    void databaseAwayAtTheStartIsWaitedFor() throws Exception {
        away.set(true);
        AuthSettings impatient = new AuthSettings(
                SETTINGS.servers(), () -> null, KeySeal.NONE, Duration.ofMinutes(10), Duration.ofMillis(20));
        try (Database database = open();
                AuthService auth = AuthService.open(impatient, database, clock)) {
            EndpointClient http = new EndpointClient(auth.endpoints());
            assertUnavailable(http.get(AuthEndpoints.JWKS_PATH));
            assertUnavailable(http.requestToken(ClientKey.generate().assertion(LIVING_ROOM, "x", clock.instant())));
            assertThatThrownBy(() -> auth.createInvite(LIVING_ROOM, Grants.NONE, Duration.ofHours(1))
                            .get(20, TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(Exception.class)
                    .cause()
                    .isInstanceOf(DatabaseException.class);
            assertThatThrownBy(() -> auth.tokenVerifier().verifyTunnel("a.b.c"))
                    .isInstanceOf(InvalidTokenException.class);
            away.set(false);
            auth.ready().get(20, TimeUnit.SECONDS);
            assertThat(http.get(AuthEndpoints.JWKS_PATH).status()).isEqualTo(200);
        }
    }

    @Test
    void whoeverAsksWhileItOpensIsAnsweredAtTheFirstTry() throws Exception {
        try (Database database = open();
                AuthService auth = AuthService.open(SETTINGS, database, clock)) {
            assertThat(auth.ready()).isNotDone();
            assertThat(new EndpointClient(auth.endpoints())
                            .get(AuthEndpoints.JWKS_PATH)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void verificationGoesOnWithoutTheDatabase() throws Exception {
        try (Database database = open();
                AuthService auth = AuthService.open(SETTINGS, database, clock)) {
            auth.ready().get(20, TimeUnit.SECONDS);
            EndpointClient http = new EndpointClient(auth.endpoints());
            Invite invite = auth.createInvite(LIVING_ROOM, Grants.NONE, Duration.ofHours(1))
                    .get(20, TimeUnit.SECONDS);
            ClientKey key = ClientKey.generate();
            http.enrol(invite, key.publicJwk());
            String token = http.requestToken(key.assertion(LIVING_ROOM, auth.issuer(), clock.instant()))
                    .json()
                    .path("token")
                    .asText();
            away.set(true);
            assertThat(auth.tokenVerifier().verifyTunnel(token).clientId()).isEqualTo(LIVING_ROOM);
            assertThat(http.get(AuthEndpoints.JWKS_PATH).status()).isEqualTo(200);
            assertUnavailable(http.requestToken(key.assertion(LIVING_ROOM, auth.issuer(), clock.instant())));
            away.set(false);
            assertThat(http.requestToken(key.assertion(LIVING_ROOM, auth.issuer(), clock.instant()))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void whatAnotherNodeRevokedOrRotatedIsNoticed() throws Exception {
        AuthSettings watchful = new AuthSettings(
                SETTINGS.servers(), () -> null, KeySeal.NONE, Duration.ofMinutes(10), Duration.ofMillis(20));
        try (Database database = open();
                AuthService here = AuthService.open(SETTINGS, database, clock);
                AuthService there = AuthService.open(watchful, database, clock)) {
            here.ready().get(20, TimeUnit.SECONDS);
            there.ready().get(20, TimeUnit.SECONDS);
            here.createInvite(LIVING_ROOM, Grants.NONE, Duration.ofHours(1)).get(20, TimeUnit.SECONDS);
            here.rotateKeys().get(20, TimeUnit.SECONDS);
            Awaitility.await().until(() -> there.publicKeys().equals(here.publicKeys()));
            String token = here.issueApiToken(ApiTokenTerms.forClients(List.of(LIVING_ROOM), Duration.ofHours(1)))
                    .get(20, TimeUnit.SECONDS)
                    .token();
            there.tokenVerifier().verifyCaller(token);
            AtomicBoolean toldOfGrants = new AtomicBoolean();
            there.onGrantsChanged(clientId -> toldOfGrants.set(clientId.equals(LIVING_ROOM)));
            here.changeGrants(LIVING_ROOM, Grants.parse(List.of("http"))).get(20, TimeUnit.SECONDS);
            Awaitility.await().untilTrue(toldOfGrants);
            AtomicBoolean told = new AtomicBoolean();
            there.onRevoked(clientId -> told.set(clientId.equals(LIVING_ROOM)));
            here.revoke(LIVING_ROOM).get(20, TimeUnit.SECONDS);
            Awaitility.await().untilTrue(told);
            assertThatThrownBy(() -> there.tokenVerifier().verifyCaller(token))
                    .hasFieldOrPropertyWithValue("reason", Reason.REVOKED);
        }
    }
}
