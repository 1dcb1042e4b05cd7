package dev.moosic.tunnel.auth.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.moosic.tunnel.auth.TrustDocument;
import dev.moosic.tunnel.protocol.identity.PrivateFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The trust document in the data folder (0600), for a start while the auth service is away. Blocks. */
final class TrustFile {
    private static final int MAX_BYTES = TrustDocument.MAX_BYTES + 4_096;

    private final Path file;
    private final URI url;

    /** @param url whose document it is; that of another auth service is not taken */
    TrustFile(Path file, URI url) {
        this.file = file;
        this.url = url;
    }

    void write(byte[] document) throws IOException {
        ObjectNode root = NodeProtocol.JSON.createObjectNode();
        root.put("url", url.toString());
        root.set("document", NodeProtocol.JSON.readTree(document));
        PrivateFile.write(file, NodeProtocol.JSON.writeValueAsString(root));
    }

    /** Null if there is none of this auth service. */
    byte @Nullable [] read() throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        PrivateFile.requirePrivate(file);
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " is longer than any that is written");
        }
        JsonNode root;
        try {
            root = NodeProtocol.JSON.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is damaged: it is no JSON", e);
        }
        return root.path("url").asText().equals(url.toString())
                ? NodeProtocol.JSON.writeValueAsBytes(root.path("document"))
                : null;
    }
}
