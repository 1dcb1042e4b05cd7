package dev.moosic.tunnel.auth.node;

import dev.moosic.tunnel.auth.AuthAwayException;
import dev.moosic.tunnel.auth.AuthEndpoints;
import dev.moosic.tunnel.auth.AuthHandler;
import dev.moosic.tunnel.auth.AuthRequest;
import dev.moosic.tunnel.auth.AuthResponse;
import dev.moosic.tunnel.auth.KnownTrust;
import io.netty.util.NetUtil;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The auth service's public paths at a tunnel server: passes each request on, with where it came from, and its answer back.
 * Of the request's fields only those go on that the endpoints read; the credential of this server's operator does not leave
 * it. While the auth service is away the public documents are answered from what is known, all else with 503.
 */
final class RemoteEndpoints implements AuthHandler {
    private static final List<String> ANSWERED =
            List.of("content-type", "cache-control", "allow", "retry-after", "www-authenticate", "date");

    /** A longer credential is none of ours. */
    private static final int MAX_CREDENTIAL_CHARS = 8_200;

    private static final int MAX_TARGET_CHARS = 8_000;
    private static final int MAX_TYPE_CHARS = 200;
    private static final Logger LOG = LoggerFactory.getLogger(RemoteEndpoints.class);

    private final RemoteAuthSettings settings;
    private final NodeClient client;
    private final KnownTrust trust;
    private final TrustPoll poll;
    private final Clock clock;

    RemoteEndpoints(RemoteAuthSettings settings, NodeClient client, KnownTrust trust, TrustPoll poll, Clock clock) {
        this.settings = settings;
        this.client = client;
        this.trust = trust;
        this.poll = poll;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<AuthResponse> handle(AuthRequest request) {
        String target = request.path() + (request.query() == null ? "" : "?" + request.query());
        if (target.length() > MAX_TARGET_CHARS) {
            return done(AuthResponse.problem(414, "URI too long", "too_long", "the query is too long"));
        }
        if (request.body().length > AuthEndpoints.MAX_BODY_BYTES) {
            return done(AuthResponse.problem(
                    413,
                    "Content too large",
                    "too_large",
                    "at most " + AuthEndpoints.MAX_BODY_BYTES + " bytes are read"));
        }
        return client.send(request.method(), target, headers(request), request.body())
                .thenCompose(answer -> request.method().equals("POST")
                        ? poll.caughtUp(answer.header(NodeProtocol.TRUST_TAG)).thenApply(caughtUp -> answer)
                        : CompletableFuture.completedFuture(answer))
                .handle((answer, failure) -> answer == null ? failed(request, failure) : answered(answer));
    }

    private Map<String, String> headers(AuthRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(NodeProtocol.ADDRESS, NetUtil.toAddressString(request.address()));
        headers.put(
                NodeProtocol.SERVERS,
                settings.servers().get().stream().map(URI::toString).collect(Collectors.joining(" ")));
        if (isOperators(request)) {
            headers.put(NodeProtocol.OPERATOR, "true");
        } else {
            passOn("authorization", MAX_CREDENTIAL_CHARS, request, headers);
        }
        passOn("content-type", MAX_TYPE_CHARS, request, headers);
        return headers;
    }

    private boolean isOperators(AuthRequest request) {
        return request.isOperators(settings.operator());
    }

    private static void passOn(String name, int maxChars, AuthRequest request, Map<String, String> headers) {
        String value = request.headers().get(name);
        if (value != null && value.length() <= maxChars) {
            headers.put(name, value);
        }
    }

    private static AuthResponse answered(NodeAnswer answer) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : ANSWERED) {
            String value = answer.header(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return new AuthResponse(answer.status(), headers, answer.body());
    }

    private AuthResponse failed(AuthRequest request, @Nullable Throwable failure) {
        Throwable cause = failure != null && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof IllegalArgumentException) {
            return done400();
        }
        boolean read = request.method().equals("GET") || request.method().equals("HEAD");
        if (read && trust.isLoaded() && request.path().equals(AuthEndpoints.JWKS_PATH)) {
            return AuthResponse.cacheable(trust.jwks()).withDate(clock.instant());
        }
        if (read && trust.isLoaded() && request.path().equals(AuthEndpoints.METADATA_PATH)) {
            return AuthResponse.cacheable(AuthEndpoints.metadata(
                            trust.issuer(), settings.servers().get()))
                    .withDate(clock.instant());
        }
        if (cause instanceof AuthAwayException) {
            LOG.debug("{} not answered reason=\"{}\"", request, cause.getMessage());
        } else {
            LOG.warn("{} not answered", request, cause);
        }
        return AuthResponse.unavailable("the auth service is away").withDate(clock.instant());
    }

    private AuthResponse done400() {
        return AuthResponse.problem(400, "Malformed request", "malformed", "the query or a field cannot be passed on")
                .withDate(clock.instant());
    }

    private CompletableFuture<AuthResponse> done(AuthResponse response) {
        return CompletableFuture.completedFuture(response.withDate(clock.instant()));
    }
}
