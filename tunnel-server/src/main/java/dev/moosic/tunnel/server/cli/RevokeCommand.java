package dev.moosic.tunnel.server.cli;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.server.admin.AdminClient;
import dev.moosic.tunnel.server.admin.AdminMessages.RevokeAnswer;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code revoke}: a client is cut off. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = {
            "Cuts a client off: its session, its credential, the tokens and URLs for it. A new invite lets it in again.",
            ""
        })
final class RevokeCommand implements Callable<Integer> {
    @Option(names = "--client-id", required = true, paramLabel = "ID", description = "The client")
    private String clientId = "";

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        ClientId id = new ClientId(clientId);
        RevokeAnswer answer = AdminClient.of(data.directory()).revoke(id.value());
        if (!answer.revoked()) {
            throw new IllegalArgumentException(
                    "there is no client \"" + id + "\": the subcommand clients lists those there are");
        }
        Output.of(spec).out("client " + id + " is revoked: " + cut(answer));
        return ExitCode.OK;
    }

    static String cut(RevokeAnswer answer) {
        return "cut here: " + counted(answer.sessions(), "session") + ", " + counted(answer.tunnels(), "tunnel")
                + " and " + counted(answer.streams(), "stream") + "; within 10 s on other nodes: "
                + counted(answer.sessionsElsewhere(), "session")
                + "; its key, its open invites, and the API tokens and signed URLs for it are void";
    }

    private static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
