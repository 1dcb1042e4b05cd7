package dev.moosic.tunnel.auth.standalone;

import dev.moosic.tunnel.auth.AuthHandler;
import dev.moosic.tunnel.auth.AuthRequest;
import dev.moosic.tunnel.auth.AuthResponse;
import dev.moosic.tunnel.auth.AuthService;
import dev.moosic.tunnel.auth.database.Database;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** {@code /health} (the process lives) and {@code /ready} (it can issue tokens); all else is what stands behind. */
final class HealthEndpoints {
    private final AuthService auth;
    private final AuthHandler endpoints;
    private final Database database;

    /** @param endpoints everything else */
    HealthEndpoints(AuthService auth, AuthHandler endpoints, Database database) {
        this.auth = auth;
        this.endpoints = endpoints;
        this.database = database;
    }

    CompletableFuture<AuthResponse> handle(AuthRequest request) {
        boolean read = request.method().equals("GET") || request.method().equals("HEAD");
        if (read && request.path().equals("/health")) {
            return answer(200, "{\"healthy\":true}");
        }
        if (read && request.path().equals("/ready")) {
            boolean ready = isReady();
            return answer(ready ? 200 : 503, "{\"ready\":" + ready + "}");
        }
        return endpoints.handle(request);
    }

    boolean isReady() {
        return auth.isReady() && database.status().isAvailable();
    }

    private static CompletableFuture<AuthResponse> answer(int status, String json) {
        return CompletableFuture.completedFuture(new AuthResponse(
                status,
                Map.of("content-type", "application/json", "cache-control", "no-store"),
                json.getBytes(StandardCharsets.UTF_8)));
    }
}
