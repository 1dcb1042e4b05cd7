package dev.moosic.tunnel.auth.standalone;

import dev.moosic.tunnel.auth.AuthHandler;
import dev.moosic.tunnel.auth.AuthRequest;
import dev.moosic.tunnel.auth.AuthResponse;
import dev.moosic.tunnel.auth.FailureLimiter;
import dev.moosic.tunnel.auth.OperatorCredential;
import dev.moosic.tunnel.auth.OperatorEndpoint;
import dev.moosic.tunnel.protocol.audit.Audit;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** {@code GET /metrics} for the operator; all else is what stands behind. */
final class MetricsEndpoint implements AuthHandler {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final OperatorCredential operator;
    private final OperatorEndpoint guarded;
    private final FailureLimiter failures;
    private final AuthHandler behind;

    /** @param metrics Prometheus text */
    MetricsEndpoint(
            OperatorCredential operator, Supplier<String> metrics, AuthHandler behind, Clock clock, Audit audit) {
        this.operator = operator;
        this.guarded = new OperatorEndpoint(
                operator, request -> CompletableFuture.supplyAsync(metrics).thenApply(MetricsEndpoint::answer), audit);
        this.failures = new FailureLimiter(() -> clock.millis() * 1_000_000);
        this.behind = behind;
    }

    @Override
    public CompletableFuture<AuthResponse> handle(AuthRequest request) {
        if (!request.method().equals("GET") || !request.path().equals("/metrics")) {
            return behind.handle(request);
        }
        if (!request.isOperators(operator)) {
            if (failures.isBlocked(request.address())) {
                return CompletableFuture.completedFuture(FailureLimiter.refusal());
            }
            failures.failed(request.address());
        }
        return guarded.handle(request);
    }

    private static AuthResponse answer(String text) {
        return new AuthResponse(
                200, Map.of("content-type", TYPE, "cache-control", "no-store"), text.getBytes(StandardCharsets.UTF_8));
    }
}
