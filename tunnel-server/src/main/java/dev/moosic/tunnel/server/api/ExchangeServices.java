package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.server.config.HttpSettings;
import java.util.function.BooleanSupplier;

/** What every exchange of a server shares. */
record ExchangeServices(
        HttpSettings settings,
        HttpTunnels tunnels,
        Admission admission,
        ForwardingHeaders forwarding,
        TrustedNetworks proxies,
        StreamPools pools,
        Spool spool,
        BooleanSupplier draining,
        ExchangeObserver observer) {}
