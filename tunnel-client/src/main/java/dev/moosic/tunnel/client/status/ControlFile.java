package dev.moosic.tunnel.client.status;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moosic.tunnel.protocol.identity.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code control.json} in the data folder (0600): where on loopback the running client answers, and the credential for it.
 *
 * @param pid of the running client
 * @param port on 127.0.0.1
 * @param credential random for each run; a secret
 */
record ControlFile(long pid, int port, String credential) {
    private static final String NAME = "control.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    void write(Path folder) throws IOException {
        PrivateFile.write(folder.resolve(NAME), JSON.writeValueAsString(this));
    }

    /** Empty if no client runs on the folder, or none has since it was made. */
    static Optional<ControlFile> read(Path folder) throws IOException {
        try {
            return Optional.of(JSON.readValue(Files.readString(folder.resolve(NAME)), ControlFile.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    static void delete(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(NAME));
    }

    @Override
    public String toString() {
        return "ControlFile[pid=" + pid + ", port=" + port + "]";
    }
}
