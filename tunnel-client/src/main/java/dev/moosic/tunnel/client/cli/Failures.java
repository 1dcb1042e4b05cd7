package dev.moosic.tunnel.client.cli;

import dev.moosic.tunnel.client.config.ConfigException;
import dev.moosic.tunnel.client.config.NearestName;
import dev.moosic.tunnel.client.event.ExitCode;
import java.io.PrintWriter;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said, and which code returned, when a command cannot be understood or fails. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    @Override
    public int handleParseException(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        err.println(name + ": " + message(problem, command));
        err.println("\"" + name + " --help\" shows what there is.");
        err.flush();
        return ExitCode.BAD_CONFIGURATION;
    }

    private static String message(ParameterException problem, CommandLine command) {
        if (problem instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String first = unmatched.getUnmatched().get(0);
            if (unmatched.isUnknownOption()) {
                String typed = first.replaceFirst("=.*", "");
                return "unknown option " + typed + "; did you mean "
                        + NearestName.to(
                                typed, command.getCommandSpec().optionsMap().keySet())
                        + "?";
            }
            if (!command.getSubcommands().isEmpty()) {
                return "unknown command \"" + first + "\"; did you mean \""
                        + NearestName.to(first, command.getSubcommands().keySet()) + "\"?";
            }
            return "unexpected \"" + first + "\"";
        }
        return String.valueOf(problem.getMessage());
    }

    @Override
    public int handleExecutionException(Exception problem, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        if (problem instanceof ConfigException) {
            List.of(String.valueOf(problem.getMessage()).split("\n")).forEach(line -> err.println(name + ": " + line));
            err.flush();
            return ExitCode.BAD_CONFIGURATION;
        }
        err.println(name + ": a fault of this program: " + problem + "; --log-level debug shows more");
        err.flush();
        log.debug("unexpected failure", problem);
        return ExitCode.FAILED;
    }
}
