package dev.moosic.tunnel.auth;

import java.util.concurrent.CompletableFuture;

/** Answers requests for {@link AuthEndpoints#PATHS}, here or by passing them on. Any thread; never blocks. */
@FunctionalInterface
public interface AuthHandler {
    /**
     * Answers a request for one of the paths.
     *
     * @return never fails; completes on any thread. {@code date} is among the headers, for clients whose clock is wrong
     */
    CompletableFuture<AuthResponse> handle(AuthRequest request);
}
