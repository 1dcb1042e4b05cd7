package dev.moosic.tunnel.client.identity;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.moosic.tunnel.client.config.ConfigException;
import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.client.control.ConnectFailure;
import dev.moosic.tunnel.client.control.HttpAnswer;
import dev.moosic.tunnel.client.control.HttpCall;
import dev.moosic.tunnel.protocol.identity.ClientKey;
import dev.moosic.tunnel.protocol.identity.Invite;
import dev.moosic.tunnel.protocol.identity.PublicJwk;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Trades an invite for an identity ({@code POST /auth/enroll}): makes a key pair, registers its public half, keeps both in
 * the data folder. The key is written before it is sent, so that an answer lost on the way costs nothing: the same key
 * may come again with the same invite.
 */
public final class Enrolment {
    static final String PATH = "/auth/enroll";

    private static final String PENDING_KEY_FILE = "client-key.pending.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Invite invite;
    private final Path folder;
    private final HttpCall http;

    public Enrolment(Invite invite, Path folder, HttpCall http) {
        this.invite = invite;
        this.folder = folder;
        this.http = http;
    }

    /** The invite's servers as this client dials them. */
    public static List<ServerAddress> serversOf(Invite invite) throws ConfigException {
        try {
            return invite.servers().stream()
                    .map(URI::toString)
                    .map(ServerAddress::parse)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new ConfigException("the invite's " + e.getMessage());
        }
    }

    /**
     * One try. Blocks; not on an event loop.
     *
     * @throws ConnectFailure if the server is away or refuses the invite
     * @throws ConfigException if the data folder cannot be written
     */
    public EnrolledIdentity enrol(ServerAddress server) throws ConnectFailure, ConfigException, InterruptedException {
        try {
            ClientKey key = pendingKey();
            AuthAnswer answer = ask(server, key);
            if (!answer.isSuccess()) {
                throw answer.failure();
            }
            EnrolledIdentity identity = new EnrolledIdentity(
                    invite.clientId(),
                    answer.text("issuer").isEmpty() ? invite.issuer() : answer.text("issuer"),
                    serversOf(invite),
                    invite.pin(),
                    EnrolledIdentity.digest(invite),
                    key);
            identity.save(folder);
            Files.deleteIfExists(folder.resolve(PENDING_KEY_FILE));
            return identity;
        } catch (IOException e) {
            throw new ConfigException("data folder " + folder + " cannot be written: " + e.getMessage());
        }
    }

    private ClientKey pendingKey() throws IOException {
        Path file = folder.resolve(PENDING_KEY_FILE);
        if (Files.exists(file)) {
            return ClientKey.load(file);
        }
        ClientKey key = ClientKey.generate();
        key.save(file);
        return key;
    }

    private AuthAnswer ask(ServerAddress server, ClientKey key)
            throws ConnectFailure, IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode()
                .put("code", invite.code())
                .put("client_id", invite.clientId().value());
        body.set("jwk", jwk(key.publicJwk()));
        try {
            HttpAnswer answer =
                    http.post(server, PATH, "application/json", body.toString()).get();
            return AuthAnswer.of(answer);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConnectFailure failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        }
    }

    private static ObjectNode jwk(PublicJwk key) throws IOException {
        return (ObjectNode) JSON.readTree(key.json());
    }
}
