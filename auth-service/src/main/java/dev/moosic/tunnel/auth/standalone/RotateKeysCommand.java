package dev.moosic.tunnel.auth.standalone;

import dev.moosic.tunnel.auth.AuthEndpoints;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rotate-keys}: asks the running program for a new signing key. */
@Command(
        name = "rotate-keys",
        mixinStandardHelpOptions = true,
        description = {"Makes a new signing key. What was issued before stays good.", ""})
final class RotateKeysCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of the program that runs (default: ~/.moosic-auth)")
    private Path data = Path.of(System.getProperty("user.home"), ".moosic-auth");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            OperatorFile operator = OperatorFile.read(data);
            HttpRequest request = HttpRequest.newBuilder(operator.url().resolve(AuthEndpoints.ROTATE_KEYS_PATH))
                    .timeout(TIMEOUT)
                    .header("Authorization", "Bearer " + operator.token())
                    .POST(BodyPublishers.noBody())
                    .build();
            HttpResponse<String> response = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .build()
                    .send(request, BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                out.println(response.body());
                return 0;
            }
            err.println("auth-service: refused with " + response.statusCode() + ": " + response.body());
        } catch (IOException e) {
            err.println("auth-service: no running auth service answers for " + data
                    + ": start one, or name its folder with --data (" + e.getMessage() + ")");
        }
        return AuthServiceMain.EXIT_UNAVAILABLE;
    }
}
