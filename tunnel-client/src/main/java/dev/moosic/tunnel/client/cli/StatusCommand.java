package dev.moosic.tunnel.client.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moosic.tunnel.client.config.ConfigException;
import dev.moosic.tunnel.client.event.ExitCode;
import dev.moosic.tunnel.client.identity.DataFolder;
import dev.moosic.tunnel.client.status.ClientReport;
import dev.moosic.tunnel.client.status.StatusQuery;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code status}: how the running client stands. */
@Command(
        name = "status",
        description = {
            "Show the running client's connections, tunnels, streams and bytes.",
            "Exits with 0 if it is connected, 69 if it is not or does not run."
        })
final class StatusCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder of the running client. Default: ~/.moosic-tunnel")
    @Nullable
    Path data;

    @Option(names = "--json", description = "Print the report as one JSON object.")
    boolean json;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws ConfigException {
        Path folder = DataFolder.expanded(Objects.requireNonNullElse(data, DataFolder.defaultPath()));
        try {
            Optional<String> answer = StatusQuery.ask(folder);
            if (answer.isEmpty()) {
                err().println("no tunnel client runs on " + folder + "; start one, or name its folder with --data DIR");
                err().flush();
                return ExitCode.UNAVAILABLE;
            }
            ClientReport report = new ObjectMapper().readValue(answer.get(), ClientReport.class);
            if (json) {
                out().println(answer.get());
            } else {
                print(report);
            }
            out().flush();
            return report.connected() ? ExitCode.OK : ExitCode.UNAVAILABLE;
        } catch (IOException e) {
            throw new ConfigException("data folder " + folder + " cannot be read: " + e.getMessage());
        }
    }

    private void print(ClientReport report) {
        PrintWriter out = out();
        out.println("client " + report.clientId() + ", process " + report.pid());
        for (ClientReport.Server server : report.servers()) {
            out.printf(
                    "%s: %s, %d streams, %d bytes sent, %d received, round trip %.1f ms%n",
                    server.server(),
                    server.state(),
                    server.liveStreams(),
                    server.bytesSent(),
                    server.bytesReceived(),
                    server.roundTripMs());
            if (server.reason() != null && !server.state().equals("connected")) {
                out.println("  " + server.reason());
            }
            for (ClientReport.Tunnel tunnel : server.tunnels()) {
                String remote = Objects.requireNonNullElse(
                        tunnel.remote(), Objects.requireNonNullElse(tunnel.error(), "not open"));
                out.println("  " + remote + " -> " + tunnel.local() + "  (" + tunnel.name() + ")");
            }
        }
        for (ClientReport.LocalService service : report.services()) {
            out.printf(
                    "local %s (%s): %d live, %d opened, %d failed, %d bytes from it, %d to it%s%n",
                    service.local(),
                    service.tunnel(),
                    service.live(),
                    service.opened(),
                    service.failed(),
                    service.bytesFromLocal(),
                    service.bytesToLocal(),
                    service.failure() == null ? "" : "; last: " + service.failure());
        }
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    private PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
