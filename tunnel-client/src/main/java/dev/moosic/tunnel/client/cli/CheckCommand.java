package dev.moosic.tunnel.client.cli;

import dev.moosic.tunnel.client.check.ConnectionCheck;
import dev.moosic.tunnel.client.config.ClientConfig;
import dev.moosic.tunnel.client.config.ConfigException;
import dev.moosic.tunnel.client.config.ConfigFile;
import dev.moosic.tunnel.client.config.ConfigLayer;
import dev.moosic.tunnel.client.event.ExitCode;
import dev.moosic.tunnel.client.run.ClientProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code check}: each step to the server and to the local services, and what to do about a fault. */
@Command(
        name = "check",
        description = {
            "Try each step: configuration, identity, name, TCP, proxy, TLS, WebSocket, token, local services.",
            "Disturbs no running client. Exits with 0 if all is well, else 1."
        },
        footerHeading = "%nExamples:%n",
        footer = {"    tunnel-client check", "    tunnel-client check --config tunnel.yaml"})
final class CheckCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Check this configuration file and its local services.")
    @Nullable
    Path file;

    @Mixin
    ClientOptions options = new ClientOptions();

    @Spec
    @Nullable
    CommandSpec spec;

    private final ClientProcess process;

    CheckCommand(ClientProcess process) {
        this.process = process;
    }

    @Override
    public Integer call() throws ConfigException, InterruptedException {
        ConfigFile read = file == null ? new ConfigFile(ConfigLayer.EMPTY, List.of()) : ConfigFile.read(file);
        ClientConfig config = ClientConfig.of(options.layer().over(read.layer()), true, read.tunnels(), file);
        ConnectionCheck check = new ConnectionCheck(
                config,
                process.environment(),
                Objects.requireNonNull(spec).commandLine().getOut());
        return check.run() ? ExitCode.OK : ExitCode.FAILED;
    }
}
