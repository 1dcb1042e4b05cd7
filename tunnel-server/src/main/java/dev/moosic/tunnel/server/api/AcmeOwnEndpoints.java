package dev.moosic.tunnel.server.api;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Answers of HTTP-01 (RFC 8555, section 8.3) on the public port, where the redirect of port 80 or a proxy leads whoever
 * validates a name; under every host name.
 */
public final class AcmeOwnEndpoints implements OwnEndpoints {
    private static final String PREFIX = "/.well-known/acme-challenge/";

    private final Function<String, CompletionStage<Optional<String>>> answers;

    /** @param answers by path; empty: no challenge of ours */
    public AcmeOwnEndpoints(Function<String, CompletionStage<Optional<String>>> answers) {
        this.answers = answers;
    }

    @Override
    public Set<String> paths() {
        return Set.of();
    }

    @Override
    public Set<String> prefixes() {
        return Set.of(PREFIX);
    }

    @Override
    public int maxBodyBytes() {
        return 0;
    }

    @Override
    public CompletionStage<OwnResponse> answer(OwnRequest request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return CompletableFuture.completedFuture(text(405, "Method Not Allowed\n"));
        }
        return answers.apply(request.path())
                .thenApply(found -> found.isPresent() ? text(200, found.get()) : text(404, "no such challenge\n"))
                .exceptionally(failure -> text(503, "try again\n"));
    }

    private static OwnResponse text(int status, String body) {
        Map<String, String> headers = status == 405
                ? Map.of("content-type", "text/plain; charset=utf-8", "cache-control", "no-store", "allow", "GET, HEAD")
                : Map.of("content-type", "text/plain; charset=utf-8", "cache-control", "no-store");
        return new OwnResponse(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }
}
