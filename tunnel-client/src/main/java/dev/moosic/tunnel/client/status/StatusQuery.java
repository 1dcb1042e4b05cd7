package dev.moosic.tunnel.client.status;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Asks the client that runs on a data folder how it stands. Blocks. */
public final class StatusQuery {
    private static final int TIMEOUT_MILLIS = 3_000;
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    private StatusQuery() {}

    /**
     * A {@link ClientReport} as JSON; empty if no client runs on {@code folder}.
     *
     * @throws IOException if the folder cannot be read
     */
    public static Optional<String> ask(Path folder) throws IOException {
        Optional<ControlFile> control = ControlFile.read(folder);
        if (control.isEmpty()) {
            return Optional.empty();
        }
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + control.get().port() + "/status")
                        .toURL()
                        .openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setRequestProperty(
                "Authorization", StatusServer.SCHEME + control.get().credential());
        try {
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                return Optional.empty();
            }
            try (InputStream body = connection.getInputStream()) {
                return Optional.of(new String(body.readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // The file of a client that was killed: nobody, or somebody else, listens there now.
            return Optional.empty();
        } finally {
            connection.disconnect();
        }
    }
}
