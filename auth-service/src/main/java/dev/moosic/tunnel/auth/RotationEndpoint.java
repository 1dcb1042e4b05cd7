package dev.moosic.tunnel.auth;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** {@code POST /auth/rotate-keys}: a new signing key, on demand. */
final class RotationEndpoint implements Endpoint {
    private final AuthService auth;

    RotationEndpoint(AuthService auth) {
        this.auth = auth;
    }

    @Override
    public CompletableFuture<AuthResponse> handle(AuthRequest request) {
        return auth.rotateKeys(Requester.operator(request.address().getHostAddress()))
                .thenApply(signsFrom -> AuthResponse.json(200, Map.of("signs_from", signsFrom.toString())))
                .exceptionally(failure -> {
                    if (failure.getCause() instanceof IllegalArgumentException full) {
                        return AuthResponse.problem(
                                409, "Too many keys", "too_many_keys", String.valueOf(full.getMessage()));
                    }
                    throw new CompletionException(failure);
                });
    }
}
