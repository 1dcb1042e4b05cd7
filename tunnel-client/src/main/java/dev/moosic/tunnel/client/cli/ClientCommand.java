package dev.moosic.tunnel.client.cli;

import dev.moosic.tunnel.client.event.ExitCode;
import dev.moosic.tunnel.client.run.ClientProcess;
import dev.moosic.tunnel.protocol.transport.Transport;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line's root. */
@Command(
        name = "tunnel-client",
        description = "Makes services of this machine reachable through a tunnel server on the Internet.",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        versionProvider = ClientCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nStart here:%n",
        footer = {
            "  1. On the server:   java -jar tunnel-server.jar invite --client-id home",
            "  2. On this machine: java -jar tunnel-client.jar http 8001 --invite LINE",
            "  \"tunnel-client COMMAND --help\" shows the options of a command, with examples.",
            "  Each long option can be given as an environment variable: TUNNEL_SERVER for --server.",
            "",
            "Exit codes: 0 ended as asked; 1 a check found a fault; 69 server away (--once);",
            "77 the server refused this client for good; 78 wrong option or configuration."
        })
public final class ClientCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    /**
     * The command line, ready to execute.
     *
     * @param environment of the process, for defaults of options
     */
    public static CommandLine commandLine(
            ClientProcess process, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new ClientCommand());
        line.addSubcommand(new HttpCommand(process));
        line.addSubcommand(new TcpCommand(process));
        line.addSubcommand(new RunCommand(process));
        line.addSubcommand(new CheckCommand(process));
        line.addSubcommand(new StatusCommand());
        line.addSubcommand(
                new HashPasswordCommand(PasswordPrompt.of(System.console(), PasswordPrompt::isTerminal, System.in)));
        EnvironmentDefaults defaults = new EnvironmentDefaults(environment);
        Failures failures = new Failures();
        line.setDefaultValueProvider(defaults);
        line.setParameterExceptionHandler(failures);
        line.setExecutionExceptionHandler(failures);
        line.setUsageHelpLongOptionsMaxWidth(28);
        line.setUsageHelpWidth(100);
        line.setOut(out);
        line.setErr(err);
        return line;
    }

    /** Without a command: what there is. */
    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        line.usage(line.getErr());
        return ExitCode.BAD_CONFIGURATION;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version =
                    Objects.requireNonNullElse(ClientCommand.class.getPackage().getImplementationVersion(), "dev");
            return new String[] {
                "tunnel-client " + version + " (Java " + Runtime.version().feature() + ", "
                        + Transport.detect().name() + ")"
            };
        }
    }
}
