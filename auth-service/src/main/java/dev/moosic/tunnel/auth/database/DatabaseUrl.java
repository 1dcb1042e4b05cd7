package dev.moosic.tunnel.auth.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** The JDBC URL of the settings and the driver properties that go with it. */
record DatabaseUrl(String jdbc, Properties properties) {
    private static final String FILE_NAME = "database";

    /**
     * MySQL mode so that one SQL serves both. The process that has the folder open is the only one (no AUTO_SERVER: the
     * command line goes through the running server), and closes it in order rather than from a shutdown hook of H2. What
     * is committed is in the file (WRITE_DELAY; else up to half a second later): a client that was told that it is
     * enrolled has thrown its invite away, and has to be known after a kill too.
     */
    private static final String EMBEDDED_OPTIONS =
            ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
                    + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;LOCK_TIMEOUT=2000;WRITE_DELAY=0;TIME ZONE=UTC";

    /** @param statement how long the driver waits for an answer before it gives the connection up */
    static DatabaseUrl of(DatabaseSettings settings, Duration statement) {
        Properties properties = new Properties();
        if (settings.user() != null) {
            properties.setProperty("user", settings.user());
        }
        if (settings.password() != null) {
            properties.setProperty("password", settings.password());
        }
        String url = settings.url();
        if (url == null) {
            return new DatabaseUrl(embedded(settings.folder()), properties);
        }
        if (url.startsWith("jdbc:mysql:")) {
            properties.setProperty("connectTimeout", Long.toString(Database.CONNECT_TIMEOUT.toMillis()));
            properties.setProperty("socketTimeout", Long.toString(statement.toMillis()));
            properties.setProperty("tcpKeepAlive", "true");
            properties.setProperty("characterEncoding", "UTF-8");
            // Rows matched, not rows changed: a renewal within the same instant still finds its row.
            properties.setProperty("useAffectedRows", "false");
        }
        return new DatabaseUrl(url, properties);
    }

    /** Opens a connection outside of any pool. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbc, properties);
    }

    private static String embedded(Path folder) {
        try {
            Path file = folder.toAbsolutePath().resolve(FILE_NAME + ".mv.db");
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.createDirectories(
                        folder.toAbsolutePath(),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                if (Files.notExists(file)) {
                    Files.createFile(
                            file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                }
            } else {
                Files.createDirectories(folder.toAbsolutePath());
            }
            return "jdbc:h2:file:" + folder.toAbsolutePath().resolve(FILE_NAME) + EMBEDDED_OPTIONS;
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot write to the data folder " + folder + ": " + failure, failure);
        }
    }
}
