package dev.moosic.tunnel.server.cli;

import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.server.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which database. The password comes from a file or the environment, since command lines are for all to see. */
final class DatabaseOptions {
    static final String PASSWORD_VARIABLE = "TUNNEL_DATABASE_PASSWORD";

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = "A database that several servers share: jdbc:mysql://HOST:3306/NAME. "
                    + "Default: an embedded one in --data")
    private @Nullable String url;

    @Option(names = "--database-user", paramLabel = "NAME", description = "User of --database-url")
    private @Nullable String user;

    @Option(
            names = "--database-password-file",
            paramLabel = "FILE",
            description = "File that holds the password of --database-url; also TUNNEL_DATABASE_PASSWORD")
    private @Nullable Path passwordFile;

    DatabaseSettings toSettings(Path dataDirectory) {
        if (url == null) {
            return DatabaseSettings.embedded(dataDirectory);
        }
        return new DatabaseSettings(url, user, password(), dataDirectory);
    }

    private @Nullable String password() {
        if (passwordFile == null) {
            return System.getenv(PASSWORD_VARIABLE);
        }
        try {
            return Files.readString(passwordFile).strip();
        } catch (IOException e) {
            throw new ConfigException("--database-password-file " + passwordFile + " cannot be read: " + e);
        }
    }
}
