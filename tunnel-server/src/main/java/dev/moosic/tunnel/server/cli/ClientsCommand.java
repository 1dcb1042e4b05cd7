package dev.moosic.tunnel.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.moosic.tunnel.server.admin.AdminClient;
import dev.moosic.tunnel.server.admin.AdminMessages.ClientState;
import dev.moosic.tunnel.server.admin.AdminMessages.ClientsAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.TunnelState;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clients}: who there is, and what runs. */
@Command(
        name = "clients",
        mixinStandardHelpOptions = true,
        description = {"Lists the clients: state, live streams, bytes each way, tunnels.", ""})
final class ClientsCommand implements Callable<Integer> {
    private static final String ROW = "%-24s %-13s %8s %15s %15s  %s";
    private static final JsonMapper JSON = new JsonMapper();

    @Option(names = "--json", description = "Print one JSON object a line, one for each client")
    private boolean json;

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        ClientsAnswer answer = AdminClient.of(data.directory()).clients();
        Output output = Output.of(spec);
        if (json) {
            for (ClientState client : answer.clients()) {
                output.out(JSON.writeValueAsString(client));
            }
        } else if (answer.clients().isEmpty()) {
            output.err("there are no clients yet: invite one with the subcommand invite");
        } else {
            print(answer, output);
        }
        return ExitCode.OK;
    }

    private static void print(ClientsAnswer answer, Output output) {
        output.out(ROW.formatted("CLIENT", "STATE", "STREAMS", "BYTES TO", "BYTES FROM", "ADDRESS"));
        for (ClientState client : answer.clients()) {
            output.out(ROW.formatted(
                            client.clientId(),
                            client.state(),
                            client.streams(),
                            client.bytesSent(),
                            client.bytesReceived(),
                            client.address() == null ? "" : client.address())
                    .stripTrailing());
            for (TunnelState tunnel : client.tunnels()) {
                output.out("  " + tunnel.name() + "  " + tunnel.type() + "  " + tunnel.remote());
            }
        }
    }
}
