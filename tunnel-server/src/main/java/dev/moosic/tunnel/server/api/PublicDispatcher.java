package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.auth.AuthEndpoints;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns a {@link Route} into who serves the request. */
final class PublicDispatcher implements RequestDispatcher {
    private final Router router;
    private final ExchangeServices services;
    private final Map<String, OwnEndpoints> own;
    private final Map<String, OwnEndpoints> ownPrefixes;
    private final ControlUpgrade control;

    PublicDispatcher(
            Router router,
            ExchangeServices services,
            Map<String, OwnEndpoints> own,
            Map<String, OwnEndpoints> ownPrefixes,
            ControlUpgrade control) {
        this.router = router;
        this.services = services;
        this.own = own;
        this.ownPrefixes = ownPrefixes;
        this.control = control;
    }

    /** The endpoints by path. */
    static Map<String, OwnEndpoints> byPath(List<OwnEndpoints> endpoints) {
        Map<String, OwnEndpoints> table = new HashMap<>();
        endpoints.forEach(each -> each.paths().forEach(path -> table.put(path, each)));
        return Map.copyOf(table);
    }

    /** The endpoints by what their paths begin with. */
    static Map<String, OwnEndpoints> byPrefix(List<OwnEndpoints> endpoints) {
        Map<String, OwnEndpoints> table = new HashMap<>();
        endpoints.forEach(each -> each.prefixes().forEach(prefix -> table.put(prefix, each)));
        return Map.copyOf(table);
    }

    @Override
    public CallerRequest dispatch(CallerConnection caller, HttpRequest head) throws ProblemException {
        for (Map.Entry<String, OwnEndpoints> each : ownPrefixes.entrySet()) {
            if (head.uri().startsWith(each.getKey())) {
                return ownExchange(caller, head, RequestTarget.of(head), each.getValue());
            }
        }
        Route route = router.route(head);
        if (route instanceof Route.Relay relay) {
            return new Exchange(services, caller, head, relay.target(), null);
        }
        if (route instanceof Route.Own page) {
            OwnEndpoints endpoints = own.get(page.target().path());
            if (endpoints != null && isMagicToken(head, page.target())) {
                return new MagicTokenExchange(services, caller, head, page.target());
            }
            if (endpoints != null) {
                return ownExchange(caller, head, page.target(), endpoints);
            }
        }
        return new ControlExchange(caller, head, control);
    }

    /** A magic token is registered here by POST, and followed to its client otherwise. */
    private static boolean isMagicToken(HttpRequest head, RequestTarget target) {
        return target.path().equals(AuthEndpoints.MAGIC_TOKEN_PATH)
                && (head.method().equals(HttpMethod.GET) || head.method().equals(HttpMethod.HEAD));
    }

    private CallerRequest ownExchange(
            CallerConnection caller, HttpRequest head, RequestTarget target, OwnEndpoints endpoints) {
        Origin origin = Origin.of(caller.channel(), head.headers(), services.proxies());
        return new OwnExchange(
                caller, head, target, endpoints, origin, services.settings().bodyStall());
    }
}
