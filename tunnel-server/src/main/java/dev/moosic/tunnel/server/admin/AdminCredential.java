package dev.moosic.tunnel.server.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.moosic.tunnel.protocol.identity.PrivateFile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where the running server's admin listener is, and what it wants to be shown; a file in the data folder, mode 0600.
 *
 * @param token made anew at each start; {@link #toString()} leaves it out
 * @param trust what the listener shows if {@code url} is https; null: nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdminCredential(
        URI url, String token, @Nullable AdminTrust trust) {
    private static final String FILE = "admin.json";
    private static final int TOKEN_BYTES = 32;
    private static final JsonMapper JSON = new JsonMapper();

    static AdminCredential create(URI url, @Nullable AdminTrust trust) {
        byte[] token = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(token);
        return new AdminCredential(url, Base64.getUrlEncoder().withoutPadding().encodeToString(token), trust);
    }

    AdminCredential withTrust(AdminTrust known) {
        return new AdminCredential(url, token, known);
    }

    /** @throws IOException if the file is missing, unreadable, or open to others */
    static AdminCredential read(Path dataDirectory) throws IOException {
        Path file = dataDirectory.resolve(FILE);
        PrivateFile.requirePrivate(file);
        return JSON.readValue(Files.readString(file), AdminCredential.class);
    }

    void write(Path dataDirectory) throws IOException {
        PrivateFile.write(dataDirectory.resolve(FILE), JSON.writeValueAsString(this));
    }

    /** Removes the file, so that nobody asks a server that is gone. */
    static void delete(Path dataDirectory) throws IOException {
        Files.deleteIfExists(dataDirectory.resolve(FILE));
    }

    /** Whether an {@code Authorization} header shows this credential; takes the same time whatever it shows. */
    boolean isShownBy(String authorization) {
        return MessageDigest.isEqual(
                ("Bearer " + token).getBytes(StandardCharsets.UTF_8), authorization.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether this token is its own; takes the same time whatever it is. */
    boolean isToken(String shown) {
        return MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "AdminCredential[" + url + "]";
    }
}
