package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.testcontainers.mysql.MySQLContainer;

/** The same on MySQL, a fresh database for each test. */
class MySqlAuthEndpointsIT extends AuthEndpointsContract {
    private static final MySQLContainer MYSQL =
            new MySQLContainer("mysql:9.7").withUsername("root").withPassword("password-of-a-test");

    private Database database;
    private AuthService auth;

    @BeforeAll
    static void startMySql() {
        MYSQL.start();
    }

    @AfterAll
    static void stopMySql() {
        MYSQL.stop();
    }

    @BeforeEach
    void open() throws Exception {
        sql("CREATE DATABASE auth");
        database = Database.open(new DatabaseSettings(
                MYSQL.getJdbcUrl().replace("/" + MYSQL.getDatabaseName(), "/auth"),
                MYSQL.getUsername(),
                MYSQL.getPassword(),
                folder));
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
        sql("DROP DATABASE auth");
    }

    private static void sql(String statement) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(MYSQL.getJdbcUrl(), MYSQL.getUsername(), MYSQL.getPassword());
                Statement statements = connection.createStatement()) {
            statements.execute(statement);
        }
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
