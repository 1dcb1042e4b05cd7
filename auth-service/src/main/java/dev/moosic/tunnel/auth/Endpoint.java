package dev.moosic.tunnel.auth;

import java.util.concurrent.CompletableFuture;

/** Answers the requests of one path. Never blocks; its future fails only if the database is away. */
@FunctionalInterface
public interface Endpoint {
    CompletableFuture<AuthResponse> handle(AuthRequest request);
}
