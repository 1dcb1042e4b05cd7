package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.identity.ClientId;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides who answers, in the order that docs/openapi.yaml gives: a client's host name, {@code /t/ID/…}, the server's own
 * paths, {@code clientId=}. Names that disagree or repeat are refused. Pure; any thread.
 */
final class Router {
    static final String CONTROL_PATH = "/ws";
    static final String SUBPROTOCOL = "moosic-tunnel.v1";
    private static final String CLIENT_PREFIX = "/t/";

    private final @Nullable String baseDomain;
    private final Function<String, @Nullable ClientId> clientOfHost;
    private final Predicate<String> ownPath;

    /**
     * @param baseDomain {@code ID.baseDomain} is a client's host name; null: there are none
     * @param clientOfHost finds the owner of any other host name
     * @param ownPath the exact table of own paths, control path excluded
     */
    Router(@Nullable String baseDomain, Function<String, @Nullable ClientId> clientOfHost, Predicate<String> ownPath) {
        this.baseDomain = baseDomain;
        this.clientOfHost = clientOfHost;
        this.ownPath = ownPath;
    }

    /** @throws ProblemException 400 for a malformed or contradictory target, 404 if nobody answers */
    Route route(HttpRequest request) throws ProblemException {
        RequestTarget target = RequestTarget.of(request);
        ClientId byHost = clientByHost(target.host());
        if (byHost != null) {
            return relay(byHost, target, "");
        }
        String path = target.path();
        if (path.startsWith(CLIENT_PREFIX)) {
            int end = path.indexOf('/', CLIENT_PREFIX.length());
            String prefix = end < 0 ? path : path.substring(0, end);
            return relay(clientId(prefix.substring(CLIENT_PREFIX.length())), target, prefix);
        }
        if (path.equals(CONTROL_PATH) && asksForControl(request)) {
            return new Route.Control();
        }
        if (ownPath.test(path)) {
            return new Route.Own(target);
        }
        List<String> named = target.query().values(RelayTarget.CLIENT_PARAMETER);
        if (named.isEmpty()) {
            if (!target.query().values(RelayTarget.SIGNATURE_PARAMETER).isEmpty()) {
                throw ProblemException.badRequest(
                        "clientId is missing: a signature is for one client, which the URL has to name");
            }
            throw new ProblemException(
                    Problem.notFound(
                            "nothing is at this path of the tunnel server; to reach a client name it with ?clientId=ID or /t/ID/…"));
        }
        return relay(clientId(named.get(0)), target, "");
    }

    private static Route relay(ClientId client, RequestTarget target, String prefix) throws ProblemException {
        List<String> named = target.query().values(RelayTarget.CLIENT_PARAMETER);
        if (named.size() > 1) {
            throw ProblemException.badRequest("clientId is given " + named.size() + " times; expected once");
        }
        if (!named.isEmpty() && !clientId(named.get(0)).equals(client)) {
            throw ProblemException.badRequest(
                    "clientId names another client than the host or path of the request does");
        }
        return new Route.Relay(new RelayTarget(client, target, prefix));
    }

    private @Nullable ClientId clientByHost(String host) throws ProblemException {
        if (baseDomain != null
                && host.length() > baseDomain.length() + 1
                && host.endsWith(baseDomain)
                && host.charAt(host.length() - baseDomain.length() - 1) == '.') {
            return clientId(host.substring(0, host.length() - baseDomain.length() - 1));
        }
        return host.isEmpty() ? null : clientOfHost.apply(host);
    }

    private static ClientId clientId(String text) throws ProblemException {
        try {
            return new ClientId(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest(e.getMessage() == null ? "no legal client id" : e.getMessage());
        }
    }

    private static boolean asksForControl(HttpRequest request) {
        return request.method().equals(HttpMethod.GET)
                && request.headers().containsValue(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL, false);
    }
}
