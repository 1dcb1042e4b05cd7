package dev.moosic.tunnel.server.cli;

import dev.moosic.tunnel.server.admin.AdminClient;
import dev.moosic.tunnel.server.admin.AdminMessages.ReleaseAnswer;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code release}: a port or host name is nobody's again. */
@Command(
        name = "release",
        mixinStandardHelpOptions = true,
        description = {
            "Takes a remote port or host name from the client that it is reserved for, so that another client with",
            "the grant may have it. Not while it is in use: take the grant away first.",
            ""
        })
final class ReleaseCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    private What what = new What();

    static final class What {
        @Option(names = "--port", paramLabel = "PORT", description = "The remote port")
        private @Nullable Integer port;

        @Option(names = "--host", paramLabel = "NAME", description = "The host name")
        private @Nullable String host;
    }

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        AdminClient admin = AdminClient.of(data.directory());
        ReleaseAnswer answer =
                what.port != null ? admin.releasePort(what.port) : admin.releaseHost(String.valueOf(what.host));
        Output.of(spec).out(answer.released() + " was client " + answer.clientId() + "'s and is free");
        return ExitCode.OK;
    }
}
