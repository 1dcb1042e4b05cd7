package dev.moosic.tunnel.auth.database;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is.
 *
 * @param url a JDBC URL ({@code jdbc:mysql://HOST/NAME}), or {@code null} for the embedded database
 * @param user for {@code url}; {@code null} if the URL names it
 * @param password for {@code url}; never logged
 * @param folder where the embedded database lives; made with mode 0700 if absent; unused with a URL
 */
public record DatabaseSettings(
        @Nullable String url,
        @Nullable String user,
        @Nullable String password,
        Path folder) {

    /** @throws IllegalArgumentException if {@code url} is not one this program can open */
    public DatabaseSettings {
        if (url != null && !url.startsWith("jdbc:mysql:") && !url.startsWith("jdbc:h2:")) {
            throw new IllegalArgumentException("database URL \"" + withoutSecrets(url)
                    + "\" is not supported: expected jdbc:mysql://HOST[:PORT]/NAME");
        }
    }

    /** The embedded database in {@code folder}. */
    public static DatabaseSettings embedded(Path folder) {
        return new DatabaseSettings(null, null, null, folder);
    }

    /** Whether the database lives in this process. */
    public boolean isEmbedded() {
        return url == null;
    }

    /** What logs and errors call the database: without user, password and parameters. */
    public String description() {
        return url == null ? "embedded database in " + folder : withoutSecrets(url);
    }

    private static String withoutSecrets(String url) {
        int parameters = indexOfParameters(url);
        return url.substring(0, parameters).replaceAll("//[^/@]*@", "//");
    }

    private static int indexOfParameters(String url) {
        int question = url.indexOf('?');
        int semicolon = url.indexOf(';');
        int end = question < 0 ? url.length() : question;
        return semicolon < 0 ? end : Math.min(end, semicolon);
    }

    @Override
    public String toString() {
        return description();
    }
}
