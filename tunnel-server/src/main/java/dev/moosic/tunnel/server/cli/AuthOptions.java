package dev.moosic.tunnel.server.cli;

import dev.moosic.tunnel.auth.node.NodeCredential;
import dev.moosic.tunnel.server.config.ConfigException;
import dev.moosic.tunnel.server.config.RemoteAuth;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which auth service. Its credential comes from a file or the environment, since command lines are for all to see. */
final class AuthOptions {
    private static final String CREDENTIAL_VARIABLE = "TUNNEL_AUTH_CREDENTIAL";

    @Option(
            names = "--auth-url",
            paramLabel = "URL",
            description = "Use the auth service at https://HOST[:PORT], a program by itself with its own database. "
                    + "Default: the built-in one")
    private @Nullable URI url;

    @Option(
            names = "--auth-credential-file",
            paramLabel = "FILE",
            description =
                    "File with the secret of that auth service's --node-credential-file; also " + CREDENTIAL_VARIABLE)
    private @Nullable Path credentialFile;

    @Option(
            names = "--insecure",
            description =
                    "Allow an --auth-url that is http:// on another machine: only if the network between is yours")
    private boolean insecure;

    /**
     * @param keyRotation whether {@code --key-rotation} is given
     * @return null: the embedded one
     * @throws ConfigException naming the option at fault
     */
    @Nullable
    RemoteAuth toSettings(boolean keyRotation) {
        if (url == null) {
            if (credentialFile != null) {
                throw new ConfigException("--auth-credential-file is given without --auth-url, which it concerns:"
                        + " add that, or leave it out");
            }
            return null;
        }
        if (keyRotation) {
            throw new ConfigException("--key-rotation and --auth-url exclude each other: the keys are that auth"
                    + " service's, give it --key-rotation");
        }
        return RemoteAuth.of(url, credential(), insecure);
    }

    private NodeCredential credential() {
        try {
            if (credentialFile != null) {
                return NodeCredential.fromFile(credentialFile, "--auth-credential-file");
            }
            String variable = System.getenv(CREDENTIAL_VARIABLE);
            if (variable != null) {
                return NodeCredential.of(variable, CREDENTIAL_VARIABLE);
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
        throw new ConfigException("--auth-url needs the secret that this auth service takes: give it with"
                + " --auth-credential-file FILE or " + CREDENTIAL_VARIABLE);
    }
}
