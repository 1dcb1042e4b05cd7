package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.auth.MoosicBoxToken.Kind;
import dev.moosic.tunnel.auth.database.DatabaseException;
import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.audit.AuditEvent;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

/**
 * What MoosicBox's programs ask a tunnel server for, by the names and in the forms that they know: access tokens for
 * clients, signature tokens for players, magic tokens. Parameters stand in the query. HEAD asks whether POST would do, and
 * makes nothing.
 */
final class MoosicBoxEndpoints implements Endpoint {
    static final String REGISTER_CLIENT = "/auth/register-client";
    static final String SIGNATURE_TOKEN = "/auth/signature-token";
    static final String VALIDATE_SIGNATURE_TOKEN = "/auth/validate-signature-token";
    static final String MAGIC_TOKEN = "/auth/magic-token";

    /** Apps choose magic tokens: short ones could be guessed. */
    private static final Pattern LEGAL_MAGIC_TOKEN = Pattern.compile("[A-Za-z0-9._~-]{16,256}");

    private final MoosicBoxTokens tokens;
    private final MoosicBoxTokenIssuer issuer;
    private final AuthService auth;
    private final OperatorCredential operator;
    private final Audit audit;

    MoosicBoxEndpoints(
            MoosicBoxTokens tokens,
            MoosicBoxTokenIssuer issuer,
            AuthService auth,
            OperatorCredential operator,
            Audit audit) {
        this.issuer = issuer;
        this.tokens = tokens;
        this.auth = auth;
        this.operator = operator;
        this.audit = audit;
    }

    @Override
    public CompletableFuture<AuthResponse> handle(AuthRequest request) {
        try {
            Map<String, String> query =
                    FormBody.parse((request.query() == null ? "" : request.query()).getBytes(StandardCharsets.UTF_8));
            return answer(request, query).handle((response, failure) -> {
                if (failure == null) {
                    return response;
                }
                Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
                return refused(request, query, cause);
            });
        } catch (IllegalArgumentException e) {
            return done(AuthResponse.problem(400, "Malformed request", "malformed", String.valueOf(e.getMessage())));
        }
    }

    private CompletableFuture<AuthResponse> answer(AuthRequest request, Map<String, String> query) {
        if (request.path().equals(MAGIC_TOKEN) && !request.method().equals("POST")) {
            return done(AuthResponse.problem(
                    404,
                    "Not found",
                    "not_found",
                    "a magic token is followed by a tunnel server, which this is not: ask one"));
        }
        ClientId clientId = clientId(query);
        boolean asksOnly = request.method().equals("HEAD");
        return switch (request.path()) {
            case REGISTER_CLIENT -> registerClient(request, clientId, asksOnly);
            case SIGNATURE_TOKEN ->
                requireClient(request, clientId)
                        .thenCompose(client -> asksOnly
                                ? done(asked(request, clientId))
                                : issuer.issue(Kind.SIGNATURE, clientId).thenApply(token -> {
                                    accepted("signature-token", request, clientId);
                                    return AuthResponse.json(200, Map.of("token", token));
                                }));
            case VALIDATE_SIGNATURE_TOKEN ->
                requireFor(clientId, tokens.find(Kind.SIGNATURE, parameter(query, "signature")))
                        .thenApply(valid -> {
                            accepted("signature-token is valid", request, clientId);
                            return AuthResponse.json(200, Map.of("valid", true));
                        });
            default -> magicToken(request, clientId, parameter(query, "magicToken"));
        };
    }

    private CompletableFuture<AuthResponse> registerClient(AuthRequest request, ClientId clientId, boolean asksOnly) {
        if (!request.isOperators(operator)) {
            return CompletableFuture.failedFuture(new InvalidTokenException(
                    Reason.BAD_SIGNATURE, "clients are registered by the operator: show the admin credential"));
        }
        if (asksOnly) {
            return done(asked(request, clientId));
        }
        return auth.registerMoosicBoxClient(clientId).thenApply(token -> {
            accepted("client-registered", request, clientId);
            return AuthResponse.json(200, Map.of("token", token));
        });
    }

    private CompletableFuture<AuthResponse> magicToken(AuthRequest request, ClientId clientId, String magicToken) {
        if (!LEGAL_MAGIC_TOKEN.matcher(magicToken).matches() || magicToken.startsWith(MoosicBoxToken.PREFIX)) {
            throw new IllegalArgumentException("magicToken is not 16-256 letters, digits, '.', '_', '~' or '-'"
                    + " that do not begin with " + MoosicBoxToken.PREFIX + ": choose a random one");
        }
        return requireClient(request, clientId)
                .thenCompose(client -> issuer.register(clientId, magicToken))
                .thenCompose(added -> added
                        ? CompletableFuture.completedFuture(true)
                        : requireFor(clientId, tokens.find(Kind.MAGIC, magicToken))
                                .thenApply(same -> true))
                .thenApply(registered -> {
                    accepted("magic-token", request, clientId);
                    return AuthResponse.json(200, Map.of("success", true));
                });
    }

    /** The client's own access token is shown. */
    private CompletableFuture<MoosicBoxToken> requireClient(AuthRequest request, ClientId clientId) {
        String shown = Authorization.token(request);
        return shown == null
                ? CompletableFuture.failedFuture(new InvalidTokenException(
                        Reason.MALFORMED, "the request has no Authorization: expected the client's access token"))
                : requireFor(clientId, tokens.find(Kind.CLIENT_ACCESS, shown));
    }

    private static CompletableFuture<MoosicBoxToken> requireFor(
            ClientId clientId, CompletableFuture<MoosicBoxToken> found) {
        return found.thenCompose(token -> token.clientId().equals(clientId)
                ? CompletableFuture.completedFuture(token)
                : CompletableFuture.failedFuture(
                        new InvalidTokenException(Reason.WRONG_REQUEST, "the token is for another client")));
    }

    private static ClientId clientId(Map<String, String> query) {
        String clientId = query.get("clientId");
        if (clientId == null) {
            throw new IllegalArgumentException("the query names no client: expected clientId=ID");
        }
        return new ClientId(clientId);
    }

    private static String parameter(Map<String, String> query, String name) {
        String value = query.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("the query has no " + name + ": expected " + name + "=…");
        }
        return value;
    }

    private AuthResponse refused(AuthRequest request, Map<String, String> query, Throwable cause) {
        if (cause instanceof DatabaseException away) {
            throw away;
        }
        if (cause instanceof IllegalArgumentException) {
            decided(AuditEntry.refused(AuditEvent.MOOSICBOX_TOKEN, "client_unusable"), request, clientId(query));
            return AuthResponse.problem(
                    409, "Client cannot have it", "client_unusable", String.valueOf(cause.getMessage()));
        }
        if (!(cause instanceof InvalidTokenException invalid)) {
            throw new CompletionException(cause);
        }
        decided(AuditEntry.refused(AuditEvent.MOOSICBOX_TOKEN, invalid.reason()), request, clientId(query));
        return AuthResponse.problem(
                        401, "Unauthorized", invalid.reason().name().toLowerCase(Locale.ROOT), invalid.getMessage())
                .withHeader("www-authenticate", "Bearer realm=\"moosic-tunnel\"");
    }

    private AuthResponse asked(AuthRequest request, ClientId clientId) {
        accepted("asked only, for " + request.path(), request, clientId);
        return AuthResponse.json(200, Map.of());
    }

    private void accepted(String what, AuthRequest request, ClientId clientId) {
        decided(AuditEntry.accepted(AuditEvent.MOOSICBOX_TOKEN).reason(what), request, clientId);
    }

    private void decided(AuditEntry entry, AuthRequest request, ClientId clientId) {
        String address = request.address().getHostAddress();
        boolean byOperator = request.path().equals(REGISTER_CLIENT) && request.isOperators(operator);
        Requester by = byOperator ? Requester.operator(address) : new Requester(null, address);
        audit.decided(by.in(entry.client(clientId)));
    }

    private static CompletableFuture<AuthResponse> done(AuthResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
