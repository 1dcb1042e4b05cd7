package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.auth.AuthEndpoints;
import dev.moosic.tunnel.auth.AuthHandler;
import dev.moosic.tunnel.auth.AuthRequest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The auth service's paths on the public port, wherever it is. */
public final class AuthOwnEndpoints implements OwnEndpoints {
    private final AuthHandler endpoints;

    public AuthOwnEndpoints(AuthHandler endpoints) {
        this.endpoints = endpoints;
    }

    @Override
    public Set<String> paths() {
        return AuthEndpoints.PATHS;
    }

    @Override
    public int maxBodyBytes() {
        return AuthEndpoints.MAX_BODY_BYTES;
    }

    @Override
    public CompletionStage<OwnResponse> answer(OwnRequest request) {
        Map<String, String> headers = new HashMap<>();
        // Joined, as RFC 9110 section 5.2 has it: of two credentials none is taken.
        request.headers()
                .forEach(header -> headers.merge(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue(),
                        (before, next) -> before + ", " + next));
        return endpoints
                .handle(new AuthRequest(
                        request.method(), request.path(), request.query(), headers, request.body(), request.address()))
                .thenApply(response -> new OwnResponse(response.status(), response.headers(), response.body()));
    }
}
