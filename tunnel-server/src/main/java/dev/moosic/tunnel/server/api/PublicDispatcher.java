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
    private final ControlUpgrade control;

    PublicDispatcher(Router router, ExchangeServices services, Map<String, OwnEndpoints> own, ControlUpgrade control) {
        this.router = router;
        this.services = services;
        this.own = own;
        this.control = control;
    }

    /** The endpoints by path. */
    static Map<String, OwnEndpoints> byPath(List<OwnEndpoints> endpoints) {
        Map<String, OwnEndpoints> table = new HashMap<>();
        endpoints.forEach(each -> each.paths().forEach(path -> table.put(path, each)));
        return Map.copyOf(table);
    }

    @Override
    public CallerRequest dispatch(CallerConnection caller, HttpRequest head) throws ProblemException {
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
                Origin origin = Origin.of(caller.channel(), head.headers(), services.proxies());
                return new OwnExchange(
                        caller,
                        head,
                        page.target(),
                        endpoints,
                        origin,
                        services.settings().bodyStall());
            }
        }
        return new ControlExchange(caller, head, control);
    }

    /** A magic token is registered here by POST, and followed to its client otherwise. */
    private static boolean isMagicToken(HttpRequest head, RequestTarget target) {
        return target.path().equals(AuthEndpoints.MAGIC_TOKEN_PATH)
                && (head.method().equals(HttpMethod.GET) || head.method().equals(HttpMethod.HEAD));
    }
}
