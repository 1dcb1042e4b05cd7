package dev.moosic.tunnel.auth.node;

import dev.moosic.tunnel.auth.AuthHandler;
import dev.moosic.tunnel.auth.AuthRequest;
import dev.moosic.tunnel.auth.AuthResponse;
import dev.moosic.tunnel.auth.AuthService;
import dev.moosic.tunnel.auth.FailureLimiter;
import dev.moosic.tunnel.auth.TrustDocument;
import dev.moosic.tunnel.auth.TrustFeed;
import dev.moosic.tunnel.auth.database.DatabaseException;
import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.audit.AuditEvent;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before the endpoints of an auth service that serves tunnel servers elsewhere. Whoever shows the node credential is
 * one of them: it may use the node endpoints, and is believed where the requests come from that it passes on. Everybody
 * else finds the public endpoints alone.
 */
public final class NodeGate implements AuthHandler {
    /** Bodies of requests; those for the public endpoints are held to their own limit. */
    public static final int MAX_BODY_BYTES = NodeProtocol.MAX_BODY_BYTES;

    private static final Logger LOG = LoggerFactory.getLogger(NodeGate.class);

    private final AuthService auth;
    private final NodeCredential credential;
    private final TrustFeed feed;
    private final NodeOperations operations;
    private final FailureLimiter failures;
    private final Audit audit;
    private final BooleanSupplier databaseAvailable;

    /** @param databaseAvailable whether the database answers, without which no tokens are made */
    public NodeGate(
            AuthService auth, NodeCredential credential, BooleanSupplier databaseAvailable, Clock clock, Audit audit) {
        this.auth = auth;
        this.databaseAvailable = databaseAvailable;
        this.credential = credential;
        this.feed = auth.trustFeed();
        this.operations = new NodeOperations(auth, feed);
        this.failures = new FailureLimiter(() -> clock.millis() * 1_000_000);
        this.audit = audit;
    }

    @Override
    public CompletableFuture<AuthResponse> handle(AuthRequest request) {
        String shown = request.headers().get(NodeProtocol.CREDENTIAL);
        boolean ofNodes = request.path().startsWith(NodeProtocol.PREFIX);
        if (shown == null && !ofNodes) {
            return auth.endpoints().handle(request);
        }
        if (shown == null || !credential.isShownBy(shown)) {
            return CompletableFuture.completedFuture(refused(request, shown != null));
        }
        return answer(request, ofNodes)
                .exceptionally(failure -> failed(request, failure))
                .thenApply(this::marked);
    }

    private CompletableFuture<AuthResponse> answer(AuthRequest request, boolean ofNodes) {
        if (ofNodes) {
            return operations.handle(request);
        }
        try {
            return auth.endpoints().handle(passedOn(request));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static AuthRequest passedOn(AuthRequest request) {
        String text = request.headers().getOrDefault(NodeProtocol.ADDRESS, "");
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
        if (address == null) {
            throw new IllegalArgumentException(NodeProtocol.ADDRESS + " is no IP address");
        }
        String servers = request.headers().getOrDefault(NodeProtocol.SERVERS, "");
        return new AuthRequest(
                request.method(),
                request.path(),
                request.query(),
                request.headers(),
                request.body(),
                address,
                new AuthRequest.Via(
                        servers.isEmpty()
                                ? List.of()
                                : List.of(servers.split(" ")).stream()
                                        .map(URI::create)
                                        .toList(),
                        "true".equals(request.headers().get(NodeProtocol.OPERATOR))));
    }

    private AuthResponse refused(AuthRequest request, boolean shown) {
        if (failures.isBlocked(request.address())) {
            return FailureLimiter.refusal();
        }
        failures.failed(request.address());
        audit.decided(AuditEntry.refused(AuditEvent.NODE, shown ? "another credential" : "no credential")
                .address(request.address()));
        return AuthResponse.problem(
                401,
                "Unauthorized",
                "node_only",
                "this is for tunnel servers: they show the secret of --node-credential-file");
    }

    private AuthResponse marked(AuthResponse response) {
        AuthResponse marked = response.withHeader(NodeProtocol.ACCEPTED, "accepted");
        if (!databaseAvailable.getAsBoolean()) {
            marked = marked.withHeader(NodeProtocol.DATABASE, "away");
        }
        TrustDocument document = feed.current();
        return document == null ? marked : marked.withHeader(NodeProtocol.TRUST_TAG, document.tag());
    }

    private static AuthResponse failed(AuthRequest request, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException) {
                return AuthResponse.problem(400, "Cannot be had", "refused", String.valueOf(cause.getMessage()));
            }
            if (cause instanceof DatabaseException) {
                LOG.warn("{} not answered: the database is away reason=\"{}\"", request, cause.getMessage());
                return AuthResponse.unavailable("the auth service's database is away");
            }
        }
        LOG.error("{} failed", request, failure);
        return AuthResponse.problem(
                500, "Internal error", "internal_error", "the auth service has a fault; see its log");
    }
}
