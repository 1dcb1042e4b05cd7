package dev.moosic.tunnel.server.cli;

import dev.moosic.tunnel.server.admin.AdminRefusedException;
import dev.moosic.tunnel.server.admin.AdminUnavailableException;
import dev.moosic.tunnel.server.config.ConfigException;
import dev.moosic.tunnel.server.config.NearestName;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns arguments, environment and file into a run of {@link ServerCommand} or one of its subcommands. */
public final class CommandLineProgram {
    private final ServerRunner runner;
    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    public CommandLineProgram(ServerRunner runner, Map<String, String> environment, PrintStream out, PrintStream err) {
        this.runner = runner;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** @return an {@link ExitCode} */
    public int run(String... arguments) {
        CommandLine commandLine = new CommandLine(new ServerCommand(runner, out))
                .addSubcommand(new InviteCommand())
                .addSubcommand(new TokenCommand())
                .addSubcommand(new SignUrlCommand())
                .addSubcommand(new ClientsCommand())
                .addSubcommand(new GrantCommand())
                .addSubcommand(new ReleaseCommand())
                .addSubcommand(new RevokeCommand())
                .addSubcommand(new RotateKeysCommand())
                .addSubcommand(new AuthorityCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((failure, ignored) -> wrongArgument(failure))
                .setExecutionExceptionHandler((failure, ignored, ignoredResult) -> failed(failure));
        try {
            commandLine.setDefaultValueProvider(
                    LayeredDefaults.of(List.of(arguments), environment, commandLine.getCommandSpec()));
        } catch (ConfigException e) {
            return failed(e);
        }
        return commandLine.execute(arguments);
    }

    private int wrongArgument(ParameterException failure) {
        err.println("tunnel-server: " + message(failure));
        err.println("Try: java -jar tunnel-server.jar --help");
        return ExitCode.CONFIG;
    }

    private static String message(ParameterException failure) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return String.valueOf(failure.getMessage());
        }
        String written = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
        boolean option = unmatched.isUnknownOption();
        CommandLine command = failure.getCommandLine();
        @Nullable
        String nearest = NearestName.of(
                written,
                option
                        ? command.getCommandSpec().optionsMap().keySet()
                        : command.getSubcommands().keySet());
        return "unknown " + (option ? "option " : "command ") + written
                + (nearest == null ? "" : "; did you mean " + nearest + "?");
    }

    private int failed(Exception failure) {
        if (failure instanceof AdminUnavailableException) {
            err.println("tunnel-server: " + failure.getMessage());
            return ExitCode.UNAVAILABLE;
        }
        if (failure instanceof AdminRefusedException) {
            err.println("tunnel-server: " + failure.getMessage());
            return ExitCode.REFUSED;
        }
        if (failure instanceof ConfigException || failure instanceof IllegalArgumentException) {
            err.println("tunnel-server: " + failure.getMessage());
            return ExitCode.CONFIG;
        }
        err.println("tunnel-server: a fault of the program, please report it: " + failure);
        failure.printStackTrace(err);
        return ExitCode.INTERNAL;
    }
}
