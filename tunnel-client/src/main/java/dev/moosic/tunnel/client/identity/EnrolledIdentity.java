package dev.moosic.tunnel.client.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moosic.tunnel.client.config.ConfigException;
import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.ClientKey;
import dev.moosic.tunnel.protocol.identity.Invite;
import dev.moosic.tunnel.protocol.identity.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who this client is, as its data folder keeps it from enrolment on.
 *
 * @param issuer the auth service's name, the audience of assertions
 * @param servers from the invite; {@code --server} overrides them
 * @param pin of the servers' private authority, or {@code null} for WebPKI
 * @param inviteDigest of the invite that made it, so that the same command line can be used again
 */
public record EnrolledIdentity(
        ClientId clientId,
        String issuer,
        List<ServerAddress> servers,
        @Nullable String pin,
        String inviteDigest,
        ClientKey key) {
    private static final String IDENTITY_FILE = "identity.json";
    private static final String KEY_FILE = "client-key.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whether {@code folder} holds an identity. */
    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(IDENTITY_FILE));
    }

    /** @throws ConfigException if a file is missing, open to others, or not what {@link #save} wrote */
    public static EnrolledIdentity load(Path folder) throws ConfigException {
        Path file = folder.resolve(IDENTITY_FILE);
        try {
            PrivateFile.requirePrivate(file);
            Stored stored = JSON.readValue(Files.readString(file), Stored.class);
            return new EnrolledIdentity(
                    new ClientId(stored.clientId()),
                    stored.issuer(),
                    stored.servers().stream().map(ServerAddress::parse).toList(),
                    stored.pin(),
                    stored.invite(),
                    ClientKey.load(folder.resolve(KEY_FILE)));
        } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
            throw new ConfigException(file + " is damaged: remove it and enrol again with a new --invite");
        } catch (IOException e) {
            throw new ConfigException("the identity in " + folder + " cannot be read: " + e.getMessage());
        }
    }

    /** The key first, so that an identity on disk always has its key. Both files get mode 0600. */
    void save(Path folder) throws IOException {
        key.save(folder.resolve(KEY_FILE));
        PrivateFile.write(
                folder.resolve(IDENTITY_FILE),
                JSON.writeValueAsString(new Stored(
                        clientId.value(),
                        issuer,
                        servers.stream()
                                .map(server -> server.http("").toString())
                                .toList(),
                        pin,
                        inviteDigest)));
    }

    /** Whether this identity came of {@code invite}. */
    public boolean cameOf(Invite invite) {
        return inviteDigest.equals(digest(invite));
    }

    /** Tells invites apart without keeping their code. */
    static String digest(Invite invite) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(invite.line().getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Stored(
            String clientId,
            String issuer,
            List<String> servers,
            @Nullable String pin,
            String invite) {}
}
