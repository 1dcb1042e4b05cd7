package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.auth.MoosicBoxToken.Kind;
import dev.moosic.tunnel.auth.database.DatabaseException;
import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.audit.AuditEvent;
import dev.moosic.tunnel.protocol.identity.CallerClaims;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.TokenType;
import dev.moosic.tunnel.protocol.identity.TokenVerifier;
import dev.moosic.tunnel.protocol.identity.TunnelClaims;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** {@code POST /auth/introspect} (RFC 7662): tells the operator what a token is good for now. */
final class IntrospectionEndpoint implements Endpoint {
    private static final Map<String, Object> INACTIVE = Map.of("active", false);

    private final TokenVerifier verifier;
    private final MoosicBoxTokens moosicBoxTokens;
    private final TrustWatch trust;
    private final Audit audit;

    IntrospectionEndpoint(TokenVerifier verifier, MoosicBoxTokens moosicBoxTokens, TrustWatch trust, Audit audit) {
        this.audit = audit;
        this.verifier = verifier;
        this.moosicBoxTokens = moosicBoxTokens;
        this.trust = trust;
    }

    @Override
    public CompletableFuture<AuthResponse> handle(AuthRequest request) {
        audit.decided(Requester.operator(request.address().getHostAddress())
                .in(AuditEntry.accepted(AuditEvent.ADMIN).reason(request.method() + " " + request.path())));
        String token;
        try {
            token = FormBody.token(request);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(AuthResponse.json(
                    400, Map.of("error", "invalid_request", "error_description", String.valueOf(e.getMessage()))));
        }
        Kind kind = Kind.of(token);
        if (kind != null) {
            return moosicBoxTokens
                    .find(kind, token)
                    .handle((found, failure) -> AuthResponse.json(200, describe(found, failure)));
        }
        return CompletableFuture.completedFuture(AuthResponse.json(200, describe(token)));
    }

    private Map<String, Object> describe(String token) {
        try {
            return describe(verifier.verifyCaller(token));
        } catch (InvalidTokenException notOfACaller) {
            try {
                return describe(verifier.verifyTunnel(token));
            } catch (InvalidTokenException neither) {
                return INACTIVE;
            }
        }
    }

    private Map<String, Object> describe(CallerClaims claims) {
        Map<String, Object> members = active(
                TokenType.CALLER.typ(), claims.subject(), claims.issuedAt(), claims.expiresAt(), claims.tokenId());
        members.put(
                "clients",
                claims.clients().keySet().stream().map(ClientId::value).sorted().toList());
        members.put("methods", claims.methods().stream().sorted().toList());
        members.put("paths", claims.pathPrefixes());
        return members;
    }

    private Map<String, Object> describe(TunnelClaims claims) {
        String client = claims.clientId().value();
        Map<String, Object> members =
                active(TokenType.TUNNEL.typ(), client, claims.issuedAt(), claims.expiresAt(), claims.tokenId());
        members.put("client_id", client);
        members.put("grants", claims.grants().toList());
        return members;
    }

    private Map<String, Object> active(
            String type, String subject, Instant issuedAt, Instant expiresAt, String tokenId) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("active", true);
        members.put("token_type", type);
        members.put("iss", trust.issuer());
        members.put("aud", trust.issuer());
        members.put("sub", subject);
        members.put("iat", issuedAt.getEpochSecond());
        members.put("exp", expiresAt.getEpochSecond());
        members.put("jti", tokenId);
        return members;
    }

    private static Map<String, Object> describe(@Nullable MoosicBoxToken token, @Nullable Throwable failure) {
        if (token == null) {
            if (failure instanceof CompletionException wrapped && wrapped.getCause() instanceof DatabaseException) {
                throw wrapped;
            }
            if (failure instanceof DatabaseException away) {
                throw away;
            }
            return INACTIVE;
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("active", true);
        members.put("token_type", token.kind() == Kind.SIGNATURE ? "moosicbox-signature" : "moosicbox-client-access");
        members.put("clients", List.of(token.clientId().value()));
        Instant expiresAt = token.expiresAt();
        if (expiresAt != null) {
            members.put("exp", expiresAt.getEpochSecond());
        }
        return members;
    }
}
