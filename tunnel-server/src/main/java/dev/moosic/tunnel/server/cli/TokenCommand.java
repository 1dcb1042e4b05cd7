package dev.moosic.tunnel.server.cli;

import dev.moosic.tunnel.server.admin.AdminClient;
import dev.moosic.tunnel.server.admin.AdminMessages.TokenAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.TokenRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code token}: what a caller of the HTTP API shows. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a token for callers of the HTTP API.",
            "",
            "Example: curl -H \"Authorization: Bearer $(java -jar tunnel-server.jar token --client-id home)\" \\",
            "           \"https://HOST:8000/any/path?clientId=home\"",
            ""
        })
final class TokenCommand implements Callable<Integer> {
    @Option(
            names = "--client-id",
            required = true,
            paramLabel = "ID",
            description = "The client that may be called; several times for several")
    private List<String> clientIds = List.of();

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            description = "A method that the holder may use, such as GET; several times for several. Default: all")
    private List<String> methods = List.of();

    @Option(
            names = "--path-prefix",
            paramLabel = "PATH",
            description = "Where the holder may go, such as /files/, with all below; several times for several. "
                    + "Default: everywhere")
    private List<String> pathPrefixes = List.of();

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "How long the token is good. Default: 1h")
    private @Nullable Duration ttl;

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        TokenAnswer answer = AdminClient.of(data.directory())
                .token(new TokenRequest(
                        clientIds,
                        ttl == null ? null : ttl.toString(),
                        methods.stream()
                                .map(method -> method.toUpperCase(Locale.ROOT))
                                .toList(),
                        pathPrefixes));
        Output output = Output.of(spec);
        output.err("good until " + answer.expiresAt());
        output.out(answer.token());
        return ExitCode.OK;
    }
}
