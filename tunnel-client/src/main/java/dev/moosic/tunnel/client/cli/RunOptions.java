package dev.moosic.tunnel.client.cli;

import dev.moosic.tunnel.client.config.ClientConfig;
import dev.moosic.tunnel.client.config.ConfigException;
import dev.moosic.tunnel.client.run.ClientProcess;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands that carry tunnels share. */
final class RunOptions {
    @Mixin
    ClientOptions client = new ClientOptions();

    @Option(names = "--once", description = "End with 69 at the first failure instead of trying again for ever.")
    boolean once;

    @Option(names = "--json", description = "Print one JSON object a line on stdout: connected, tunnel, disconnected …")
    boolean json;

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    /** Carries tunnels, telling what happens on stdout as asked. */
    int run(ClientProcess process, ClientConfig config) throws ConfigException, InterruptedException {
        PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
        return process.run(config, json ? new JsonReporter(out) : new HumanReporter(out));
    }
}
