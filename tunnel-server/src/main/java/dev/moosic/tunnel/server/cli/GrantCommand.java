package dev.moosic.tunnel.server.cli;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.server.admin.AdminClient;
import dev.moosic.tunnel.server.admin.AdminMessages.GrantAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.GrantRequest;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code grant}: what a client may do is replaced. */
@Command(
        name = "grant",
        mixinStandardHelpOptions = true,
        description = {
            "Replaces what a client may do. It need not enrol again: what it lost is closed, here at once and on",
            "other nodes within 10 s.",
            ""
        })
final class GrantCommand implements Callable<Integer> {
    @Option(names = "--client-id", required = true, paramLabel = "ID", description = "The client")
    private String clientId = "";

    @Option(
            names = "--grant",
            paramLabel = "GRANT",
            description = "What the client may do from now on, instead of all before; several times, as for invite. "
                    + "None: nothing")
    private List<String> grants = List.of();

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        ClientId id = new ClientId(clientId);
        GrantAnswer answer = AdminClient.of(data.directory()).grant(id.value(), new GrantRequest(grants));
        Output output = Output.of(spec);
        output.note(GrantNotes.of(answer.grants()));
        output.out("client " + id + " may: "
                + (answer.grants().isEmpty() ? "nothing" : String.join(", ", answer.grants())));
        return ExitCode.OK;
    }
}
