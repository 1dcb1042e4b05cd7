package dev.moosic.tunnel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.testing.FixedClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that name keys not known make the keys be read again, but nobody can make that happen often. */
class UnknownKeyTest {
    private static final ClientId HOME = new ClientId("home");

    @TempDir
    Path folder;

    private final FixedClock clock = new FixedClock();

    private AuthService open(Database database) throws Exception {
        AuthService auth = AuthService.open(
                new AuthSettings(
                        () -> List.of(URI.create("http://tunnel.example.com:8000")),
                        () -> null,
                        KeySeal.NONE,
                        AuthSettings.TUNNEL_TOKEN_LIFETIME,
                        Duration.ofHours(1)),
                database,
                clock);
        auth.ready().get(20, TimeUnit.SECONDS);
        return auth;
    }

    @Test
    void keysAreReadAgainOnceInThirtySeconds() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        try (Database elsewhere = Database.open(DatabaseSettings.embedded(folder.resolve("elsewhere")));
                AuthService stranger = open(elsewhere);
                Database database = Database.open(DatabaseSettings.embedded(folder.resolve("here")), pool -> () -> {
                    reads.incrementAndGet();
                    return pool.openConnection();
                });
                AuthService auth = open(database)) {
            stranger.createInvite(HOME, Grants.NONE, Duration.ofHours(1)).get(20, TimeUnit.SECONDS);
            String token = stranger.issueApiToken(ApiTokenTerms.forClients(List.of(HOME), Duration.ofHours(1)))
                    .get(20, TimeUnit.SECONDS)
                    .token();
            int before = reads.get();
            for (int round = 1; round <= 3; round++) {
                for (int i = 0; i < 100; i++) {
                    assertThatThrownBy(() -> auth.tokenVerifier().verifyCaller(token))
                            .isInstanceOf(InvalidTokenException.class);
                }
                int expected = before + round;
                await().until(() -> reads.get() >= expected);
                assertThat(reads).hasValue(expected);
                clock.advance(TrustWatch.UNKNOWN_KEY_INTERVAL);
            }
        }
    }
}
