package dev.moosic.tunnel.auth.standalone;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.moosic.tunnel.auth.OperatorCredential;
import dev.moosic.tunnel.protocol.identity.PrivateFile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Where the running program is, and what its operator shows it; a file in the data folder, mode 0600.
 *
 * @param token made anew at each start; {@link #toString()} leaves it out
 */
record OperatorFile(URI url, String token) {
    private static final String NAME = "operator.json";
    private static final int TOKEN_BYTES = 32;
    private static final JsonMapper JSON = new JsonMapper();

    static String newToken() {
        byte[] token = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(token);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** Takes the same time whatever is shown. */
    static OperatorCredential credential(String token) {
        byte[] expected = token.getBytes(StandardCharsets.UTF_8);
        return shown -> MessageDigest.isEqual(expected, shown.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IOException if no program runs on that folder, or the file is open to others */
    static OperatorFile read(Path data) throws IOException {
        Path file = data.resolve(NAME);
        PrivateFile.requirePrivate(file);
        return JSON.readValue(Files.readString(file), OperatorFile.class);
    }

    void write(Path data) throws IOException {
        PrivateFile.write(data.resolve(NAME), JSON.writeValueAsString(this));
    }

    static void delete(Path data) throws IOException {
        Files.deleteIfExists(data.resolve(NAME));
    }

    @Override
    public String toString() {
        return "OperatorFile[" + url + "]";
    }
}
