package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.packet.Tunnel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decides whether a request may go to a client, from what is known of both. Pure but for the credentials. */
final class Admission {
    private static final Duration RESUME_RETRY = Duration.ofSeconds(5);
    private static final Duration REGISTRY_RETRY = Duration.ofSeconds(10);

    private final CallerAuthorizer authorizer;

    Admission(CallerAuthorizer authorizer) {
        this.authorizer = authorizer;
    }

    /** A request that may go. */
    record Admitted(Caller caller, HttpTunnel tunnel) {}

    /** @throws ProblemException 401 and 403 before anything that tells whether the client exists */
    Admitted admit(HttpRequest request, RelayTarget target, Origin origin, ClientState state) throws ProblemException {
        Tunnel.Access access = state instanceof ClientState.Connected connected
                ? connected.tunnel().access()
                : Tunnel.Access.TOKEN;
        Caller caller = authorizer.authorize(request, target, access, origin.address());
        HttpTunnel tunnel = tunnel(state, target);
        if (caller.consumed() == Caller.Credential.SIGNATURE && isCrossSiteUpgrade(request, target)) {
            throw new ProblemException(
                    Problem.forbidden(
                            "a signed URL opens a WebSocket only for pages of its own host; expected an Origin that is the Host"));
        }
        return new Admitted(caller, tunnel);
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

    /** A browser sends Origin with every WebSocket, and nothing else keeps a foreign page from using a URL it found. */
    private static boolean isCrossSiteUpgrade(HttpRequest request, RelayTarget target) {
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        return origin != null
                && LocalRequest.asksForWebSocket(request)
                && !target.request().authority().equalsIgnoreCase(authority(origin));
    }

    private static @Nullable String authority(String origin) {
        try {
            return URI.create(origin).getRawAuthority();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
