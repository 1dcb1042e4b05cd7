package dev.moosic.tunnel.auth;

import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the operator's requests through, and nobody else's. */
final class OperatorEndpoint implements Endpoint {
    private static final Logger AUDIT = LoggerFactory.getLogger("dev.moosic.tunnel.audit");

    private final OperatorCredential operator;
    private final Endpoint behind;

    OperatorEndpoint(OperatorCredential operator, Endpoint behind) {
        this.operator = operator;
        this.behind = behind;
    }

    @Override
    public CompletableFuture<AuthResponse> handle(AuthRequest request) {
        String shown = Authorization.token(request);
        if (shown != null && operator.isShownBy(shown)) {
            return behind.handle(request);
        }
        AUDIT.warn(
                "event=operator-refused path={} address={}",
                request.path(),
                request.address().getHostAddress());
        return CompletableFuture.completedFuture(AuthResponse.problem(
                        401,
                        "Unauthorized",
                        "operator_only",
                        "this is the operator's: show the admin credential as \"Authorization: Bearer …\"")
                .withHeader("www-authenticate", "Bearer realm=\"moosic-tunnel\""));
    }
}
