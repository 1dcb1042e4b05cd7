package dev.moosic.tunnel.server.cli;

import dev.moosic.tunnel.server.admin.AdminClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ca}: what callers without an invite need to trust the server. */
@Command(
        name = "ca",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the certificate of the server's private authority (PEM), for callers of the HTTP API.",
            "",
            "Example: java -jar tunnel-server.jar ca >ca.pem && curl --cacert ca.pem https://HOST:8000/health",
            ""
        })
final class AuthorityCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Output.of(spec)
                .out(AdminClient.of(data.directory()).authority().certificate().stripTrailing());
        return ExitCode.OK;
    }
}
