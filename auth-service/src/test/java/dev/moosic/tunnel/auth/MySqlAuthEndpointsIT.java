package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.testing.MySqlServer;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The same on MySQL, a fresh database for each test. */
class MySqlAuthEndpointsIT extends AuthEndpointsContract {
    private static @Nullable MySqlServer mysql;

    private Database database;
    private AuthService auth;

    @BeforeAll
    static void startMySql() throws Exception {
        mysql = MySqlServer.start();
    }

    @AfterAll
    static void stopMySql() throws Exception {
        mysql().close();
    }

    private static MySqlServer mysql() {
        return Objects.requireNonNull(mysql);
    }

    @BeforeEach
    void open() throws Exception {
        mysql().create("auth");
        database = Database.open(new DatabaseSettings(mysql().url("auth"), mysql().user(), mysql().password(), folder));
        auth = AuthService.open(
                AuthSettings.of(() -> List.of(URI.create("http://tunnel.example.com:8000")))
                        .withOperator(OPERATOR::equals),
                database,
                clock);
        auth.ready().get(60, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        auth.close();
        database.close();
        mysql().drop("auth");
    }

    @Override
    protected AuthService auth() {
        return auth;
    }

    @Override
    protected EndpointClient http() {
        return new EndpointClient(auth.endpoints());
    }
}
