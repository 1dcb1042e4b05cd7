package dev.moosic.tunnel.server.cli;

import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Where a subcommand prints: its answer on {@code out}, so that a script can take it, and the rest on {@code err}. */
record Output(PrintWriter outWriter, PrintWriter errWriter) {
    static Output of(@Nullable CommandSpec spec) {
        CommandSpec present = Objects.requireNonNull(spec, "set by picocli");
        return new Output(present.commandLine().getOut(), present.commandLine().getErr());
    }

    void out(String line) {
        outWriter.println(line);
    }

    /** @param line {@code null}: there is nothing to say */
    void note(@Nullable String line) {
        if (line != null) {
            err(line);
        }
    }

    void err(String line) {
        errWriter.println(line);
    }
}
