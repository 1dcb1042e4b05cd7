package dev.moosic.tunnel.server.api;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.moosic.tunnel.server.config.HttpSettings;
import dev.moosic.tunnel.server.lifecycle.Readiness;
import dev.moosic.tunnel.server.password.PasswordChecks;
import io.netty.channel.ChannelHandler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts the public port's parts together. */
public final class HttpApi {
    /** Forged credentials of one address, before it has to wait {@link #FORGERY_WINDOW} after the last. */
    static final int MAX_FORGERIES = 30;

    static final Duration FORGERY_WINDOW = Duration.ofSeconds(30);

    private HttpApi() {}

    /**
     * Makes the initializer of the public port's channels.
     *
     * @param node this node's id, for {@code Via}
     * @param baseDomain {@code ID.baseDomain} is a client's host name; null: there are none
     * @param passwords checks those of tunnels with access {@code basic}
     * @param own what the server answers itself
     * @param tls makes the first handler of each connection, which gives its place to an SslHandler; null: plain HTTP
     * @throws IllegalArgumentException if a trusted proxy's network is malformed
     */
    public static PublicChannelInitializer initializer(
            HttpSettings settings,
            String node,
            @Nullable String baseDomain,
            HttpTunnels tunnels,
            CallerCredentials credentials,
            PasswordChecks passwords,
            ControlUpgrade control,
            List<OwnEndpoints> own,
            StreamPools pools,
            Spool spool,
            Readiness readiness,
            ExchangeObserver observer,
            @Nullable Supplier<ChannelHandler> tls) {
        TrustedNetworks proxies = new TrustedNetworks(settings.trustedProxies());
        CallerAuthorizer authorizer = new CallerAuthorizer(
                credentials, new AddressBudget(MAX_FORGERIES, FORGERY_WINDOW, Ticker.systemTicker()));
        ExchangeServices services = new ExchangeServices(
                settings,
                tunnels,
                new Admission(authorizer, new BasicAuthorizer(passwords)),
                new ForwardingHeaders(node),
                proxies,
                pools,
                spool,
                readiness::isDraining,
                observer);
        Map<String, OwnEndpoints> table = PublicDispatcher.byPath(own);
        Router router = new Router(baseDomain, tunnels::clientOfHost, table::containsKey);
        return new PublicChannelInitializer(
                settings,
                new PublicDispatcher(router, services, table, PublicDispatcher.byPrefix(own), control),
                proxies,
                tls);
    }
}
