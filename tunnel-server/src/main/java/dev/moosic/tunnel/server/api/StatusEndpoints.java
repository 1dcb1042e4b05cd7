package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.server.lifecycle.Readiness;
import dev.moosic.tunnel.server.lifecycle.ServerState;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /health}: the process answers. {@code /ready}: a balancer should send requests here. MoosicBox's programs know
 * the build that answers as {@code hash}; here that is the version.
 */
public final class StatusEndpoints implements OwnEndpoints {
    private static final String HEALTH = "/health";
    private static final String READY = "/ready";

    private final Readiness readiness;
    private final String version;
    private final Supplier<@Nullable String> awaited;

    /**
     * @param version of the program, shown to everybody
     * @param awaited what the server waits for while it starts, in a word or two; null: nothing
     */
    public StatusEndpoints(Readiness readiness, String version, Supplier<@Nullable String> awaited) {
        this.readiness = readiness;
        this.version = version;
        this.awaited = awaited;
    }

    @Override
    public Set<String> paths() {
        return Set.of(HEALTH, READY);
    }

    @Override
    public int maxBodyBytes() {
        return 0;
    }

    @Override
    public CompletionStage<OwnResponse> answer(OwnRequest request) {
        return CompletableFuture.completedFuture(answerNow(request));
    }

    private OwnResponse answerNow(OwnRequest request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return json(405, Map.of("allow", "GET, HEAD"), "{\"title\":\"Method Not Allowed\",\"status\":405}");
        }
        if (request.path().equals(HEALTH)) {
            return json(
                    200, Map.of(), "{\"healthy\":true,\"version\":\"" + version + "\",\"hash\":\"" + version + "\"}");
        }
        String state = readiness.state().name().toLowerCase(Locale.ROOT);
        if (readiness.isReady()) {
            return json(200, Map.of(), "{\"ready\":true}");
        }
        String missing = readiness.state() == ServerState.STARTING ? awaited.get() : null;
        return json(
                503,
                Map.of("retry-after", "1"),
                "{\"ready\":false,\"state\":\"" + state
                        + (missing == null ? "\"}" : "\",\"waiting_for\":\"" + missing + "\"}"));
    }

    private static OwnResponse json(int status, Map<String, String> more, String body) {
        Map<String, String> headers = new java.util.LinkedHashMap<>(more);
        headers.put("content-type", status == 405 ? "application/problem+json" : "application/json");
        headers.put("cache-control", "no-store");
        return new OwnResponse(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }
}
