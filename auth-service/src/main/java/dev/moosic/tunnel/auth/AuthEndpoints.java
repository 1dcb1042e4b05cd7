package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.auth.database.DatabaseException;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the auth service answers over HTTP (docs/openapi.yaml), without any transport: a public listener hands over the
 * requests for {@link #PATHS}. Thread-safe; never blocks an event loop.
 */
public final class AuthEndpoints implements AuthHandler {
    /** The seed's name for the token endpoint. */
    public static final String REQUEST_TOKEN_PATH = "/v0/request_token";

    /** The token endpoint as OAuth libraries expect it. */
    public static final String TOKEN_PATH = "/auth/token";

    /** Enrolment with an invite. */
    public static final String ENROLL_PATH = "/auth/enroll";

    /** Ends one token (RFC 7009). */
    public static final String REVOKE_PATH = "/auth/revoke";

    /** Tells the operator about one token (RFC 7662). */
    public static final String INTROSPECT_PATH = "/auth/introspect";

    /** Makes a new signing key for the operator. */
    public static final String ROTATE_KEYS_PATH = "/auth/rotate-keys";

    /** Public keys (RFC 7517). */
    public static final String JWKS_PATH = "/.well-known/jwks.json";

    /** Metadata (RFC 8414). */
    public static final String METADATA_PATH = "/.well-known/oauth-authorization-server";

    /** Where MoosicBox's magic tokens are registered; GET and HEAD are for the client that registered the token. */
    public static final String MAGIC_TOKEN_PATH = MoosicBoxEndpoints.MAGIC_TOKEN;

    private static final String POST = "POST";
    private static final String READ = "GET, HEAD";
    private static final String ASK = "POST, HEAD";

    /** The methods of each path, as {@code Allow} lists them. */
    private static final Map<String, String> METHODS = Map.ofEntries(
            Map.entry(REQUEST_TOKEN_PATH, POST),
            Map.entry(TOKEN_PATH, POST),
            Map.entry(ENROLL_PATH, POST),
            Map.entry(REVOKE_PATH, POST),
            Map.entry(INTROSPECT_PATH, POST),
            Map.entry(ROTATE_KEYS_PATH, POST),
            Map.entry(JWKS_PATH, READ),
            Map.entry(METADATA_PATH, READ),
            Map.entry(MoosicBoxEndpoints.REGISTER_CLIENT, ASK),
            Map.entry(MoosicBoxEndpoints.SIGNATURE_TOKEN, ASK),
            Map.entry(MoosicBoxEndpoints.VALIDATE_SIGNATURE_TOKEN, ASK),
            Map.entry(MAGIC_TOKEN_PATH, "POST, GET, HEAD"));

    /** What tunnel clients ask for; their failed tries are counted apart from those of callers behind the same address. */
    private static final Set<String> OF_CLIENTS = Set.of(REQUEST_TOKEN_PATH, TOKEN_PATH, ENROLL_PATH);

    /** The paths served, exactly; all others are somebody else's. */
    public static final Set<String> PATHS = METHODS.keySet();

    /** Larger bodies are refused. */
    public static final int MAX_BODY_BYTES = 16_384;

    private static final Logger LOG = LoggerFactory.getLogger(AuthEndpoints.class);

    private final TrustWatch trust;
    private final Map<String, Endpoint> endpoints;
    private final AuthSettings settings;
    private final Clock clock;
    private final FailureLimiter clientFailures;
    private final FailureLimiter callerFailures;

    /**
     * @param endpoints by path, but for the documents
     * @param callerFailures counts what fails here but for clients; endpoints may count more
     */
    AuthEndpoints(
            TrustWatch trust,
            Map<String, Endpoint> endpoints,
            AuthSettings settings,
            Clock clock,
            FailureLimiter callerFailures) {
        this.trust = trust;
        this.endpoints = Map.copyOf(endpoints);
        this.settings = settings;
        this.clock = clock;
        this.clientFailures = new FailureLimiter(() -> clock.millis() * 1_000_000);
        this.callerFailures = callerFailures;
    }

    @Override
    public CompletableFuture<AuthResponse> handle(AuthRequest request) {
        return route(request)
                .exceptionally(failure -> failed(request, failure))
                .thenApply(response -> response.withDate(clock.instant()));
    }

    private CompletableFuture<AuthResponse> route(AuthRequest request) {
        String methods = METHODS.get(request.path());
        if (methods == null) {
            return done(AuthResponse.problem(404, "Not found", "not_found", "there is nothing under this path"));
        }
        if (!List.of(methods.split(", ")).contains(request.method())) {
            return done(AuthResponse.problem(
                            405, "Method not allowed", "method_not_allowed", request.path() + " takes " + methods)
                    .withHeader("allow", methods));
        }
        if (request.body().length > MAX_BODY_BYTES) {
            return done(AuthResponse.problem(
                    413, "Content too large", "too_large", "at most " + MAX_BODY_BYTES + " bytes are read"));
        }
        return trust.current().isLoaded() ? answer(request) : trust.opening().thenCompose(opened -> answer(request));
    }

    private CompletableFuture<AuthResponse> answer(AuthRequest request) {
        if (!trust.current().isLoaded()) {
            return done(AuthResponse.unavailable("the auth service has not read its keys yet"));
        }
        Endpoint endpoint = endpoints.get(request.path());
        return endpoint == null
                ? done(AuthResponse.cacheable(
                        request.path().equals(JWKS_PATH)
                                ? trust.current().keys().jwks()
                                : metadata(trust.issuer(), request.servers(settings))))
                : limited(request, endpoint);
    }

    private CompletableFuture<AuthResponse> limited(AuthRequest request, Endpoint endpoint) {
        FailureLimiter limiter = OF_CLIENTS.contains(request.path()) ? clientFailures : callerFailures;
        if (limiter.isBlocked(request.address())) {
            return done(FailureLimiter.refusal());
        }
        return endpoint.handle(request).thenApply(response -> {
            if (response.status() >= 400 && response.status() < 500) {
                limiter.failed(request.address());
            }
            return response;
        });
    }

    /**
     * Metadata (RFC 8414).
     *
     * @param servers where the endpoints are, best first
     */
    public static String metadata(String issuer, List<URI> servers) {
        String base = servers.isEmpty()
                ? ""
                : servers.get(0).toString().replaceFirst("^ws", "http").replaceFirst("/+$", "");
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("issuer", issuer);
        members.put("token_endpoint", base + TOKEN_PATH);
        members.put("jwks_uri", base + JWKS_PATH);
        members.put("revocation_endpoint", base + REVOKE_PATH);
        members.put("revocation_endpoint_auth_methods_supported", List.of("none"));
        members.put("introspection_endpoint", base + INTROSPECT_PATH);
        members.put("introspection_endpoint_auth_methods_supported", List.of("Bearer"));
        members.put("grant_types_supported", List.of("client_credentials"));
        members.put("response_types_supported", List.of());
        members.put("token_endpoint_auth_methods_supported", List.of("private_key_jwt"));
        members.put("token_endpoint_auth_signing_alg_values_supported", List.of("EdDSA"));
        return AuthResponse.write(members);
    }

    private static AuthResponse failed(AuthRequest request, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DatabaseException) {
                LOG.warn("{} not answered: the database is away reason=\"{}\"", request, cause.getMessage());
                return AuthResponse.unavailable("the auth service's database is away");
            }
        }
        LOG.error("{} failed", request, failure);
        return AuthResponse.problem(
                500, "Internal error", "internal_error", "the auth service has a fault; see its log");
    }

    private static CompletableFuture<AuthResponse> done(AuthResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
