package dev.moosic.tunnel.server.cli;

import dev.moosic.tunnel.server.admin.AdminClient;
import dev.moosic.tunnel.server.admin.AdminMessages.InviteAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.InviteRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code invite}: one line to paste at the client's end. */
@Command(
        name = "invite",
        mixinStandardHelpOptions = true,
        description = {
            "Prints one line to paste at the client's end; it can be used once.",
            "",
            "Example: java -jar tunnel-client.jar http 8001 --invite LINE",
            ""
        })
final class InviteCommand implements Callable<Integer> {
    @Option(names = "--client-id", required = true, paramLabel = "ID", description = "Who the client will be")
    private String clientId = "";

    @Option(
            names = "--grant",
            paramLabel = "GRANT",
            description =
                    "What the client may do; several times: http, http:public, tcp:22022, tcp:20000-20099, "
                            + "host:music.example.com, streams:100, up:10MB/s, down:500kB/s, requests:50/s. Default: http and tcp on all of --remote-ports")
    private @Nullable List<String> grants;

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "How long the invite can be used. Default: 24h")
    private @Nullable Duration ttl;

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        InviteAnswer answer = AdminClient.of(data.directory())
                .invite(new InviteRequest(clientId, grants, ttl == null ? null : ttl.toString()));
        Output output = Output.of(spec);
        output.err("client " + answer.clientId() + " may: " + String.join(", ", answer.grants())
                + "; the invite can be used once until " + answer.expiresAt());
        output.note(GrantNotes.of(answer.grants()));
        output.out(answer.invite());
        return ExitCode.OK;
    }
}
