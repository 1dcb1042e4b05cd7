package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.audit.AuditEvent;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.TokenVerifier;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * {@code POST /auth/revoke} (RFC 7009): ends one token of a caller. Whoever holds the token may end it, and needs no other
 * credential; what is no token of ours, or none any more, is answered alike, and a forged one counts as a failed try.
 */
final class RevocationEndpoint implements Endpoint {
    private final AuthService auth;
    private final TokenVerifier verifier;
    private final FailureLimiter limiter;
    private final Audit audit;

    RevocationEndpoint(AuthService auth, TokenVerifier verifier, FailureLimiter limiter, Audit audit) {
        this.auth = auth;
        this.verifier = verifier;
        this.limiter = limiter;
        this.audit = audit;
    }

    @Override
    public CompletableFuture<AuthResponse> handle(AuthRequest request) {
        String token;
        try {
            token = FormBody.token(request);
        } catch (IllegalArgumentException e) {
            return done(error("invalid_request", String.valueOf(e.getMessage())));
        }
        if (isTunnelToken(token)) {
            return done(error(
                    "unsupported_token_type",
                    "a tunnel token is not ended alone, and lives for minutes: revoke its client"));
        }
        return auth.revokeToken(token).handle((tokenId, failure) -> {
            if (failure == null) {
                audit.decided(AuditEntry.accepted(AuditEvent.TOKEN_REVOKED)
                        .subject(tokenId)
                        .address(request.address()));
            } else if (!(failure instanceof InvalidTokenException
                    || failure.getCause() instanceof InvalidTokenException)) {
                throw new CompletionException(failure);
            } else {
                limiter.failed(request.address());
            }
            return AuthResponse.json(200, Map.of());
        });
    }

    private boolean isTunnelToken(String token) {
        try {
            verifier.verifyTunnel(token);
            return true;
        } catch (InvalidTokenException e) {
            return false;
        }
    }

    private static AuthResponse error(String error, String description) {
        return AuthResponse.json(400, Map.of("error", error, "error_description", description));
    }

    private static CompletableFuture<AuthResponse> done(AuthResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
