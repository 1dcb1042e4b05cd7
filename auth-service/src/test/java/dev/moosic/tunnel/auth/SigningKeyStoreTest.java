package dev.moosic.tunnel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.protocol.identity.TokenType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyStoreTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private final SigningKeyStore store = new SigningKeyStore(KeySeal.NONE);
    private Database database;

    @BeforeEach
    void open() throws Exception {
        database = Database.open(DatabaseSettings.embedded(folder));
        database.migrate(AuthService.SCHEMA, AuthService.SCHEMA_HISTORY).get(20, TimeUnit.SECONDS);
        database.call(handle -> {
                    IssuerStore.loadOrCreate(handle, NOW);
                    store.add(handle, NOW);
                    return true;
                })
                .get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private KeyRing load(Instant now) throws Exception {
        return database.call(handle -> store.load(handle, now)).get(20, TimeUnit.SECONDS);
    }

    @Test
    void aKeyIsDecodedOnce() throws Exception {
        SigningKey first = load(NOW).signing(NOW);
        assertThat(load(NOW).signing(NOW)).isSameAs(first);
    }

    @Test
    void whatChangesInARowIsSeenAtOnce() throws Exception {
        SigningKey old = load(NOW).signing(NOW);
        assertThat(old.retiredAt()).isNull();
        Instant signs = database.call(handle -> store.rotate(handle, NOW))
                .get(20, TimeUnit.SECONDS)
                .orElseThrow();

        KeyRing both = load(NOW);
        assertThat(both.find(old.kid())).isEqualTo(old.publicJwk());
        assertThat(both.signing(NOW).kid()).isEqualTo(old.kid());
        assertThat(both.signing(NOW).retiredAt()).isAfter(signs);
        SigningKey young = both.signing(signs);
        assertThat(young.kid()).isNotEqualTo(old.kid());

        Instant later = signs.plus(TokenType.CALLER.maxLifetime()).plus(SigningKeyStore.KEY_LEAD.multipliedBy(2));
        KeyRing one = load(later);
        assertThat(one.find(old.kid())).isNull();
        assertThat(one.signing(later)).isSameAs(young);
    }
}
