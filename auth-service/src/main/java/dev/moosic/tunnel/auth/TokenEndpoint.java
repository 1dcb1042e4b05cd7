package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.audit.AuditEvent;
import dev.moosic.tunnel.protocol.identity.ClientAssertion;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v0/request_token}, and {@code POST /auth/token} for OAuth libraries: a tunnel token for a client that proves
 * who it is ({@code client_credentials} with {@code private_key_jwt}, RFC 6749 and RFC 7523).
 */
final class TokenEndpoint implements Endpoint {
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final String GRANT_TYPE = "client_credentials";

    /** The same for a client unknown and for a wrong key: strangers learn nothing about which clients exist. */
    private static final String UNKNOWN = "no client of that name has that key: enrol with a new invite";

    private final AuthSettings settings;
    private final Database database;
    private final TrustWatch trust;
    private final TokenIssuer issuer;
    private final Clock clock;
    private final Audit audit;

    TokenEndpoint(
            AuthSettings settings, Database database, TrustWatch trust, TokenIssuer issuer, Clock clock, Audit audit) {
        this.settings = settings;
        this.database = database;
        this.trust = trust;
        this.issuer = issuer;
        this.clock = clock;
        this.audit = audit;
    }

    @Override
    public CompletableFuture<AuthResponse> handle(AuthRequest request) {
        ClientAssertion assertion;
        try {
            assertion = ClientAssertion.read(assertionIn(request));
        } catch (IllegalArgumentException e) {
            String error = e instanceof UnsupportedGrantTypeException ? "unsupported_grant_type" : "invalid_request";
            return CompletableFuture.completedFuture(error(400, error, "malformed", String.valueOf(e.getMessage())));
        } catch (InvalidTokenException e) {
            return CompletableFuture.completedFuture(refused(request, null, e.reason(), e.getMessage()));
        }
        return database.call(handle -> authenticate(handle, assertion)).thenApply(outcome -> answer(request, outcome));
    }

    private static String assertionIn(AuthRequest request) {
        String type = request.headers().getOrDefault("content-type", "");
        if (!type.toLowerCase(Locale.ROOT).startsWith(FormBody.TYPE)) {
            throw new IllegalArgumentException("expected a body of type " + FormBody.TYPE);
        }
        Map<String, String> form = FormBody.parse(request.body());
        checkGrantType(form.getOrDefault("grant_type", ""), request.path().equals(AuthEndpoints.TOKEN_PATH));
        String assertion = form.get("client_assertion");
        if (assertion == null || !ASSERTION_TYPE.equals(form.get("client_assertion_type"))) {
            throw new IllegalArgumentException("expected the parameters client_assertion_type=" + ASSERTION_TYPE
                    + " and client_assertion=…: a client proves itself with its own key");
        }
        return assertion;
    }

    /** @param required as RFC 6749 §4.4.2 has it; {@code /v0/request_token} is older than that, and can do without */
    private static void checkGrantType(String grantType, boolean required) {
        if (grantType.isEmpty()) {
            if (required) {
                throw new IllegalArgumentException("expected the parameter grant_type=" + GRANT_TYPE);
            }
        } else if (!grantType.equals(GRANT_TYPE)) {
            throw new UnsupportedGrantTypeException("the only grant_type is " + GRANT_TYPE);
        }
    }

    private static final class UnsupportedGrantTypeException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        UnsupportedGrantTypeException(String message) {
            super(message);
        }
    }

    /** Either a client, or why not. */
    private sealed interface Outcome {
        record Authenticated(Client client) implements Outcome {}

        record Refused(ClientId claimedId, Reason reason, String message) implements Outcome {}
    }

    private Outcome authenticate(Handle handle, ClientAssertion assertion) {
        ClientId claimedId = assertion.claimedId();
        Client client = ClientStore.find(handle, claimedId).orElse(null);
        if (client == null || client.key() == null) {
            return new Outcome.Refused(claimedId, Reason.UNKNOWN_KEY, UNKNOWN);
        }
        ClientAssertion.Verified verified;
        try {
            verified = assertion.verify(client.key(), trust.issuer(), clock);
        } catch (InvalidTokenException e) {
            return e.reason() == Reason.BAD_SIGNATURE || e.reason() == Reason.UNKNOWN_KEY
                    ? new Outcome.Refused(claimedId, Reason.UNKNOWN_KEY, UNKNOWN)
                    : new Outcome.Refused(claimedId, e.reason(), e.getMessage());
        }
        if (client.revokedAt() != null) {
            return new Outcome.Refused(
                    claimedId,
                    Reason.REVOKED,
                    "the client was revoked at " + client.revokedAt() + ": ask for a new invite");
        }
        if (!AssertionStore.use(handle, verified)) {
            return new Outcome.Refused(
                    claimedId,
                    Reason.WRONG_REQUEST,
                    "the client assertion was used before: make a new one for each request");
        }
        return new Outcome.Authenticated(client);
    }

    private AuthResponse answer(AuthRequest request, Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            return refused(request, refused.claimedId().value(), refused.reason(), refused.message());
        }
        Client client = ((Outcome.Authenticated) outcome).client();
        IssuedToken token = issuer.tunnelToken(client, settings.tunnelTokenLifetime());
        audit.decided(AuditEntry.accepted(AuditEvent.TOKEN)
                .client(client.clientId())
                .subject(token.tokenId())
                .address(request.address())
                .reason("until " + token.expiresAt()));
        Map<String, Object> members = new LinkedHashMap<>();
        boolean oauth = request.path().equals(AuthEndpoints.TOKEN_PATH);
        members.put(oauth ? "access_token" : "token", token.token());
        if (oauth) {
            members.put("token_type", "Bearer");
        }
        members.put("host", host(request));
        members.put(
                "expires_in",
                Duration.between(clock.instant(), token.expiresAt()).toSeconds());
        return AuthResponse.json(200, members);
    }

    private String host(AuthRequest request) {
        List<URI> servers = request.servers(settings);
        return servers.isEmpty() ? "" : servers.get(0).getRawAuthority();
    }

    private AuthResponse refused(AuthRequest request, @Nullable String claimedId, Reason reason, String message) {
        audit.decided(AuditEntry.refused(AuditEvent.TOKEN, reason.name().toLowerCase(Locale.ROOT))
                .client(claimedId)
                .address(request.address()));
        return error(401, "invalid_client", reason.name().toLowerCase(Locale.ROOT), message);
    }

    /** RFC 6749 §5.2, with a {@code reason} for our own client. */
    private static AuthResponse error(int status, String error, String reason, String description) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("error", error);
        members.put("reason", reason);
        members.put("error_description", description);
        return AuthResponse.json(status, members);
    }
}
