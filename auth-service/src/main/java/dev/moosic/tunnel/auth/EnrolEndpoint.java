package dev.moosic.tunnel.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moosic.tunnel.auth.InviteStore.StoredInvite;
import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.audit.AuditEvent;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.PublicJwk;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;

/**
 * {@code POST /auth/enroll}: a client trades an invite's code for the registration of its public key. The same key may come
 * again with the same code, since an answer can be lost on its way.
 */
final class EnrolEndpoint implements Endpoint {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NEW_INVITE = "; ask for a new invite";

    private final AuthSettings settings;
    private final Database database;
    private final TrustWatch trust;
    private final Clock clock;
    private final Audit audit;

    EnrolEndpoint(AuthSettings settings, Database database, TrustWatch trust, Clock clock, Audit audit) {
        this.settings = settings;
        this.database = database;
        this.trust = trust;
        this.clock = clock;
        this.audit = audit;
    }

    private record Enrolment(String code, ClientId clientId, PublicJwk key) {
        /** @throws IllegalArgumentException saying what is missing or wrong */
        static Enrolment read(byte[] body) {
            JsonNode json;
            try {
                json = JSON.readTree(body);
            } catch (IOException e) {
                throw new IllegalArgumentException("the body is not JSON");
            }
            JsonNode jwk = json.path("jwk");
            if (!json.path("code").isTextual() || !json.path("client_id").isTextual() || !jwk.isObject()) {
                throw new IllegalArgumentException(
                        "expected {\"code\":…,\"client_id\":…,\"jwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":…}}");
            }
            return new Enrolment(
                    json.path("code").asText(),
                    new ClientId(json.path("client_id").asText()),
                    PublicJwk.parse(jwk.toString()));
        }
    }

    @Override
    public CompletableFuture<AuthResponse> handle(AuthRequest request) {
        Enrolment enrolment;
        try {
            enrolment = Enrolment.read(request.body());
        } catch (IllegalArgumentException e) {
            audit.decided(AuditEntry.refused(AuditEvent.ENROL, "malformed").address(request.address()));
            return CompletableFuture.completedFuture(
                    AuthResponse.problem(400, "Malformed enrolment", "malformed", String.valueOf(e.getMessage())));
        }
        List<String> servers =
                request.servers(settings).stream().map(Object::toString).toList();
        return database.call(handle -> enrol(handle, enrolment, servers)).thenApply(response -> {
            audit.decided((response.status() == 200
                            ? AuditEntry.accepted(AuditEvent.ENROL)
                            : AuditEntry.refused(AuditEvent.ENROL, refusal(response.status())))
                    .client(enrolment.clientId())
                    .subject(enrolment.key().kid())
                    .address(request.address()));
            return response;
        });
    }

    private static String refusal(int status) {
        return switch (status) {
            case 404 -> "invite_unknown";
            case 409 -> "invite_used";
            case 410 -> "invite_expired";
            default -> "invite_altered";
        };
    }

    private AuthResponse enrol(Handle handle, Enrolment enrolment, List<String> servers) {
        Instant now = clock.instant();
        Optional<StoredInvite> found = InviteStore.lock(handle, enrolment.code());
        if (found.isEmpty()) {
            return AuthResponse.problem(
                    404,
                    "Unknown invite",
                    "invite_unknown",
                    "no such invite was made here: it was altered, withdrawn, or is for another server" + NEW_INVITE);
        }
        StoredInvite invite = found.get();
        if (!invite.label().equals(ClientStore.label(enrolment.clientId()))) {
            return AuthResponse.problem(
                    400, "Altered invite", "invite_altered", "the invite was made for another client id" + NEW_INVITE);
        }
        if (invite.usedAt() != null) {
            return answerUsed(handle, enrolment, invite, servers);
        }
        if (!now.isBefore(invite.expiresAt())) {
            return AuthResponse.problem(
                    410,
                    "Expired invite",
                    "invite_expired",
                    "the invite expired at " + invite.expiresAt() + NEW_INVITE);
        }
        ClientStore.enrol(handle, invite.label(), invite.grants(), enrolment.key(), now);
        InviteStore.markUsed(handle, enrolment.code(), enrolment.key(), now);
        return enrolled(enrolment.clientId(), invite.grants(), servers);
    }

    private AuthResponse answerUsed(Handle handle, Enrolment enrolment, StoredInvite invite, List<String> servers) {
        boolean sameKey = ClientStore.find(handle, enrolment.clientId())
                .filter(client -> client.revokedAt() == null && enrolment.key().equals(client.key()))
                .isPresent();
        return sameKey && enrolment.key().kid().equals(invite.usedBy())
                ? enrolled(enrolment.clientId(), invite.grants(), servers)
                : AuthResponse.problem(
                        409,
                        "Used invite",
                        "invite_used",
                        "the invite was used at " + invite.usedAt() + ", and each is good once" + NEW_INVITE);
    }

    private AuthResponse enrolled(ClientId clientId, Grants grants, List<String> servers) {
        return AuthResponse.json(
                200,
                Map.of(
                        "client_id", clientId.value(),
                        "issuer", trust.issuer(),
                        "grants", grants.toList(),
                        "servers", servers));
    }
}
