package dev.moosic.tunnel.server.cli;

import dev.moosic.tunnel.auth.observe.LogLevel;
import dev.moosic.tunnel.server.config.ConfigException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code java -jar tunnel-server.jar}: runs a server until it is told to stop. */
@Command(
        name = "tunnel-server",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Makes services behind a NAT reachable: tunnel clients dial in, and the server relays TCP ports and HTTP to them.",
            ""
        },
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands (they ask the running server):%n",
        footer = {
            "",
            "Every option can stand in the --config file (port: 8000) and in the environment (TUNNEL_PORT=8000);",
            "the command line wins over the environment, the environment over the file.",
            "",
            "Example, on a VPS and then at home:",
            "  java -jar tunnel-server.jar",
            "  java -jar tunnel-server.jar invite --client-id home",
            "  java -jar tunnel-client.jar http 8001 --invite LINE"
        })
public final class ServerCommand implements Callable<Integer> {
    private final ServerRunner runner;
    private final PrintStream out;

    @Mixin
    private ServerOptions options = new ServerOptions();

    @ArgGroup(validate = false, heading = "%nLimits:%n")
    private LimitOptions limits = new LimitOptions();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file of options, by their long names; also TUNNEL_CONFIG")
    private @Nullable Path config;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "error, warn, info, debug or trace; logs go to stderr. Default: ${DEFAULT-VALUE}")
    private LogLevel logLevel = LogLevel.INFO;

    @Option(names = "--json", description = "Print one JSON object a line for programs to read")
    private boolean json;

    ServerCommand(ServerRunner runner, PrintStream out) {
        this.runner = runner;
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        logLevel.apply();
        try {
            return runner.run(options.toSettings(limits), new Announcement(out, json));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }
}
