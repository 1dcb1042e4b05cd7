package dev.moosic.tunnel.server.cli;

import dev.moosic.tunnel.server.admin.AdminClient;
import dev.moosic.tunnel.server.admin.AdminMessages.SignUrlAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.SignUrlRequest;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sign-url}: a URL that a player can open without a header. */
@Command(
        name = "sign-url",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the URL with a signature: it opens this one resource, by GET and HEAD, without a token.",
            "",
            "Example: java -jar tunnel-server.jar sign-url \"http://HOST:8000/files/track?clientId=home&trackId=1\"",
            ""
        })
final class SignUrlCommand implements Callable<Integer> {
    @Parameters(paramLabel = "URL", description = "What to sign")
    private String url = "";

    @Option(
            names = "--client-id",
            paramLabel = "ID",
            description = "Whose URL it is, if the URL does not say so by clientId= or /t/ID/")
    private @Nullable String clientId;

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "How long the URL is good. Default: 24h")
    private @Nullable Duration ttl;

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        SignUrlAnswer answer = AdminClient.of(data.directory())
                .signUrl(new SignUrlRequest(url, clientId, ttl == null ? null : ttl.toString()));
        Output output = Output.of(spec);
        output.err("good until " + answer.expiresAt());
        output.out(answer.url());
        return ExitCode.OK;
    }
}
