package dev.moosic.tunnel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.auth.MoosicBoxToken.Kind;
import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseException;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.testing.FixedClock;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoosicBoxTokensTest {
    private static final ClientId HOME = new ClientId("home");
    private static final AuthSettings SETTINGS =
            AuthSettings.of(() -> List.of(URI.create("http://tunnel.example.com:8000")));

    @TempDir
    Path folder;

    private final FixedClock clock = new FixedClock();
    private final AtomicBoolean away = new AtomicBoolean();
    private Database database;
    private AuthService auth;
    private String token;

    @BeforeEach
    void open() throws Exception {
        database = Database.open(DatabaseSettings.embedded(folder), real -> () -> connection(real.openConnection()));
        auth = AuthService.open(SETTINGS, database, clock);
        auth.ready().get(20, TimeUnit.SECONDS);
        token = get(auth.registerMoosicBoxClient(HOME));
    }

    @AfterEach
    void close() {
        auth.close();
        database.close();
    }

    private MoosicBoxTokenIssuer issuer() {
        return new MoosicBoxTokenIssuer(database, auth.moosicBoxTokens(), clock);
    }

    private Connection connection(Connection open) throws SQLException {
        if (away.get()) {
            open.close();
            throw new SQLException("away, as the test wants it");
        }
        return open;
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    private long rows(String table) throws Exception {
        return get(database.call(handle -> handle.createQuery("SELECT COUNT(*) FROM " + table)
                .mapTo(Long.class)
                .one()));
    }

    @Test
    void whatWasFoundIsFoundWithoutTheDatabase() throws Exception {
        assertThat(get(auth.moosicBoxTokens().find(Kind.CLIENT_ACCESS, token)).clientId())
                .isEqualTo(HOME);
        away.set(true);
        assertThat(auth.moosicBoxTokens().find(Kind.CLIENT_ACCESS, token)).isCompleted();
        assertThatThrownBy(() -> get(auth.moosicBoxTokens().find(Kind.CLIENT_ACCESS, token + "x")))
                .hasCauseInstanceOf(DatabaseException.class);
    }

    @Test
    void unknownTokenIsAskedForOnceInAWhile() throws Exception {
        String unknown = "mb.s.0000000000000000000000";
        assertThatThrownBy(() -> get(auth.moosicBoxTokens().find(Kind.SIGNATURE, unknown)))
                .hasCauseInstanceOf(InvalidTokenException.class);
        away.set(true);
        assertThatThrownBy(() -> get(auth.moosicBoxTokens().find(Kind.SIGNATURE, unknown)))
                .as("remembered as unknown")
                .hasCauseInstanceOf(InvalidTokenException.class);
        clock.advance(MoosicBoxTokens.UNKNOWN_REMEMBERED);
        assertThatThrownBy(() -> get(auth.moosicBoxTokens().find(Kind.SIGNATURE, unknown)))
                .hasCauseInstanceOf(DatabaseException.class);
    }

    @Test
    void otherNodeOfTheDatabaseEndsRememberedTokensAtItsNextPoll() throws Exception {
        try (AuthService other = AuthService.open(SETTINGS, database, clock)) {
            other.ready().get(20, TimeUnit.SECONDS);
            assertThat(get(other.moosicBoxTokens().find(Kind.CLIENT_ACCESS, token))
                            .clientId())
                    .isEqualTo(HOME);
            get(auth.revoke(HOME));
            other.rotateKeys().get(20, TimeUnit.SECONDS); // Reads the database again, as its poll does.
            assertThatThrownBy(() -> get(other.moosicBoxTokens().find(Kind.CLIENT_ACCESS, token)))
                    .hasMessageContaining("revoked");
        }
    }

    @Test
    void databaseHoldsHashesInLowerCaseHex() throws Exception {
        String hash = get(database.call(handle -> handle.createQuery("SELECT token_hash FROM client_access_tokens")
                .mapTo(String.class)
                .one()));
        assertThat(hash).matches("[0-9a-f]{64}").isEqualTo(Secrets.hash(token));
    }

    @Test
    void tokensOfOneClientAreBounded() throws Exception {
        for (int i = 0; i < MoosicBoxTokenStore.MAX_PER_CLIENT + 5; i++) {
            clock.advance(Duration.ofSeconds(1));
            get(issuer().issue(Kind.SIGNATURE, HOME));
        }
        assertThat(rows("signature_tokens")).isEqualTo(MoosicBoxTokenStore.MAX_PER_CLIENT);
        assertThat(rows("client_access_tokens")).isEqualTo(1);
    }

    @Test
    void expiredRowsAreCleaned() throws Exception {
        get(issuer().issue(Kind.SIGNATURE, HOME));
        get(issuer().register(HOME, "0123456789abcdef"));
        clock.advance(Duration.ofDays(31));
        get(database.call(handle -> {
            MoosicBoxTokenStore.purge(handle, clock.instant());
            return true;
        }));
        assertThat(rows("signature_tokens") + rows("magic_tokens")).isZero();
        assertThat(rows("client_access_tokens")).as("without an expiry").isEqualTo(1);
    }
}
