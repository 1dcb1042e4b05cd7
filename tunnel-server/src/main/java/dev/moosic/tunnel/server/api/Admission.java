package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.identity.ClientId;
import io.netty.handler.codec.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Decides whether a request may go to a client, from what is known of both. Pure but for the credentials. */
final class Admission {
    private static final Duration RESUME_RETRY = Duration.ofSeconds(5);
    private static final Duration REGISTRY_RETRY = Duration.ofSeconds(10);

    private final CallerAuthorizer authorizer;
    private final BasicAuthorizer basic;

    Admission(CallerAuthorizer authorizer, BasicAuthorizer basic) {
        this.authorizer = authorizer;
        this.basic = basic;
    }

    /** A request that may go. */
    record Admitted(Caller caller, HttpTunnel tunnel) {}

    /** Prepares {@link #admit}; see {@link CallerAuthorizer#identify}. Of a public tunnel's callers nothing is asked. */
    CompletionStage<CallerCheck> identify(HttpRequest request, RelayTarget target, Origin origin, ClientState state) {
        if (!(state instanceof ClientState.Connected connected)) {
            return authorizer.identify(request, target, origin.address());
        }
        HttpTunnel tunnel = connected.tunnel();
        return switch (tunnel.access()) {
            case PUBLIC -> CompletableFuture.completedFuture(() -> Caller.PUBLIC);
            case TOKEN -> authorizer.identify(request, target, origin.address());
            case BASIC ->
                BasicAuthorizer.isFor(request)
                        ? basic.identify(request, target, origin, tunnel)
                        : authorizer
                                .identify(request, target, origin.address())
                                .thenApply(check -> basic.orChallenge(check, request, target));
        };
    }

    /** See {@link CallerAuthorizer#followMagicToken}. */
    CompletionStage<StoredCredential> followMagicToken(String magicToken, Origin origin) {
        return authorizer.followMagicToken(magicToken, origin.address());
    }

    /** @throws ProblemException 401, 429 or 503 if the token leads to nobody */
    ClientId clientOf(StoredCredential magic, Origin origin) throws ProblemException {
        return authorizer.clientOf(magic, origin.address());
    }

    /** @throws ProblemException 401 and 403 before anything that tells whether the client exists */
    Admitted admit(HttpRequest request, RelayTarget target, Origin origin, CallerCheck check, ClientState state)
            throws ProblemException {
        Caller caller = check.check();
        HttpTunnel tunnel = tunnel(caller.vouchedFor() ? state.ofKnownClient() : state, target);
        if (!tunnel.allows(origin.inetAddress())) {
            throw new ProblemException(
                    Problem.forbidden("this tunnel is not to be reached from your address, whatever you show"));
        }
        if (caller.consumed() == Caller.Credential.SIGNATURE
                && !caller.isPlayer()
                && CrossSite.isUpgrade(request, target, origin)) {
            throw new ProblemException(
                    Problem.forbidden(
                            "a signed URL opens a WebSocket only for pages of its own host; expected an Origin that is the Host"));
        }
        if (caller.consumed() == Caller.Credential.BASIC && CrossSite.changesSomething(request, target, origin)) {
            throw new ProblemException(Problem.forbidden(
                    "a page of another origin asks for this, and browsers send passwords by themselves; expected an"
                            + " Origin that is the Host, or an API token"));
        }
        Duration wait = tunnel.takeRequest();
        if (!wait.isZero()) {
            throw new ProblemException(Problem.tooMany(
                    "client " + target.client() + " has as many requests a second as it was granted", wait));
        }
        return new Admitted(BasicAuthorizer.consumed(caller, tunnel, request), tunnel);
    }

    private static HttpTunnel tunnel(ClientState state, RelayTarget target) throws ProblemException {
        if (state instanceof ClientState.Connected connected) {
            return connected.tunnel();
        }
        throw new ProblemException(problem(state, "client " + target.client()));
    }

    private static Problem problem(ClientState state, String client) {
        if (state instanceof ClientState.WithoutHttpTunnel) {
            return Problem.notConnected(client + " is connected, but offers no http tunnel; start one with"
                    + " \"tunnel-client http PORT\"");
        }
        if (state instanceof ClientState.NotConnected) {
            return Problem.notConnected(client + " is known, but not connected; start its tunnel client and try again");
        }
        if (state instanceof ClientState.Resuming) {
            return Problem.unavailable(client + " lost its connection a moment ago and may come back", RESUME_RETRY);
        }
        if (state instanceof ClientState.RegistryAway) {
            return Problem.unavailable(
                    client + " is not connected here, and the registry of the other nodes does not answer",
                    REGISTRY_RETRY);
        }
        return Problem.notFound(client
                + " has never connected; start its tunnel client with the invite, or check the id for typing errors");
    }
}
