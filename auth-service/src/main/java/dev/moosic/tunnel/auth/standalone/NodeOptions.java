package dev.moosic.tunnel.auth.standalone;

import dev.moosic.tunnel.auth.node.NodeCredential;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who may come as a tunnel server. The secret comes from a file or the environment, since command lines are for all to see. */
final class NodeOptions {
    private static final String VARIABLE = "TUNNEL_AUTH_NODE_CREDENTIAL";

    @Option(
            names = "--node-credential-file",
            paramLabel = "FILE",
            description = "File with a random secret of at least 32 characters (openssl rand -base64 48), which tunnel "
                    + "servers with a database of their own show: they are given it with --auth-credential-file; also "
                    + VARIABLE + " (default: none, no such servers)")
    private @Nullable Path file;

    /**
     * What tunnel servers show; null: there are none.
     *
     * @throws IllegalArgumentException if the file cannot be read, or holds no such secret
     */
    @Nullable
    NodeCredential credential() {
        if (file != null) {
            return NodeCredential.fromFile(file, "--node-credential-file");
        }
        String variable = System.getenv(VARIABLE);
        return variable == null ? null : NodeCredential.of(variable, VARIABLE);
    }
}
