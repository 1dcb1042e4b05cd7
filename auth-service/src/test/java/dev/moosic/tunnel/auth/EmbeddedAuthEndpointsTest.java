package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class EmbeddedAuthEndpointsTest extends AuthEndpointsContract {
    private Database database;
    private AuthService auth;

    @BeforeEach
    void open() throws Exception {
        database = Database.open(DatabaseSettings.embedded(folder.resolve("data")));
        auth = AuthService.open(
                AuthSettings.of(() -> List.of(URI.create("http://tunnel.example.com:8000")))
                        .withOperator(OPERATOR::equals),
                database,
                clock);
        auth.ready().get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        auth.close();
        database.close();
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
