package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.audit.AuditEvent;
import java.util.concurrent.CompletableFuture;

/** Lets the operator's requests through, and nobody else's. */
public final class OperatorEndpoint implements Endpoint {
    private final OperatorCredential operator;
    private final Endpoint behind;
    private final Audit audit;

    /** @param audit told who was refused */
    public OperatorEndpoint(OperatorCredential operator, Endpoint behind, Audit audit) {
        this.operator = operator;
        this.behind = behind;
        this.audit = audit;
    }

    @Override
    public CompletableFuture<AuthResponse> handle(AuthRequest request) {
        if (request.isOperators(operator)) {
            return behind.handle(request);
        }
        audit.decided(AuditEntry.refused(AuditEvent.ADMIN, "not the admin credential, for " + request.path())
                .address(request.address()));
        return CompletableFuture.completedFuture(AuthResponse.problem(
                        401,
                        "Unauthorized",
                        "operator_only",
                        "this is the operator's: show the admin credential as \"Authorization: Bearer …\"")
                .withHeader("www-authenticate", "Bearer realm=\"moosic-tunnel\""));
    }
}
