package dev.moosic.tunnel.client.cli;

import dev.moosic.tunnel.client.config.ClientConfig;
import dev.moosic.tunnel.client.config.ConfigFile;
import dev.moosic.tunnel.client.run.ClientProcess;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run --config FILE}: many tunnels. */
@Command(
        name = "run",
        description = {
            "Carry all tunnels of a configuration file.",
            "Edits of its tunnels apply at once and leave running streams alone; a wrong edit is told and changes nothing."
        },
        footerHeading = "%nExample of tunnel.yaml:%n",
        footer = {
            "  server: https://tunnel.example.com",
            "  tunnels:",
            "    - name: music",
            "      type: http",
            "      local: 8001",
            "    - name: ssh",
            "      type: tcp",
            "      local: 22",
            "      remote-port: 20022",
            "%nThen:%n",
            "    tunnel-client run --config tunnel.yaml"
        })
final class RunCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "tunnel.yaml",
            description = "The configuration file. Default: tunnel.yaml")
    Path file = Path.of("tunnel.yaml");

    @Mixin
    RunOptions options = new RunOptions();

    private final ClientProcess process;

    RunCommand(ClientProcess process) {
        this.process = process;
    }

    @Override
    public Integer call() throws Exception {
        ConfigFile read = ConfigFile.read(file);
        return options.run(
                process,
                ClientConfig.of(options.client.layer().over(read.layer()), options.once, read.tunnels(), file));
    }
}
