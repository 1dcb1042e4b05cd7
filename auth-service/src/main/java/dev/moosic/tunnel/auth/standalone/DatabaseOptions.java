package dev.moosic.tunnel.auth.standalone;

import dev.moosic.tunnel.auth.database.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which database. The password comes from a file or the environment, since command lines are for all to see. */
final class DatabaseOptions {
    private static final String PASSWORD_VARIABLE = "TUNNEL_AUTH_DATABASE_PASSWORD";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Folder of the embedded database and the operator's credential; made for its owner only (default: ~/.moosic-auth)")
    private Path data = Path.of(System.getProperty("user.home"), ".moosic-auth");

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = "Shared database: jdbc:mysql://HOST:3306/NAME (default: an embedded one in --data)")
    private @Nullable String url;

    @Option(names = "--database-user", paramLabel = "NAME", description = "User of --database-url")
    private @Nullable String user;

    @Option(
            names = "--database-password-file",
            paramLabel = "FILE",
            description = "File that holds the password of --database-url; also " + PASSWORD_VARIABLE)
    private @Nullable Path passwordFile;

    Path directory() {
        return data;
    }

    /** @throws IOException if the password's file cannot be read */
    DatabaseSettings toSettings() throws IOException {
        return url == null ? DatabaseSettings.embedded(data) : new DatabaseSettings(url, user, password(), data);
    }

    private @Nullable String password() throws IOException {
        return passwordFile == null
                ? System.getenv(PASSWORD_VARIABLE)
                : Files.readString(passwordFile).strip();
    }
}
