package dev.moosic.tunnel.client.run;

import dev.moosic.tunnel.client.config.ClientConfig;
import dev.moosic.tunnel.client.config.ConfigFile;
import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.client.config.TunnelChanges;
import dev.moosic.tunnel.client.config.TunnelConfig;
import dev.moosic.tunnel.client.control.ControlHandshake;
import dev.moosic.tunnel.client.control.ServerConnections;
import dev.moosic.tunnel.client.control.TokenSource;
import dev.moosic.tunnel.client.control.TunnelSet;
import dev.moosic.tunnel.client.event.ClientEvent;
import dev.moosic.tunnel.client.event.ClientListener;
import dev.moosic.tunnel.client.local.LocalServices;
import dev.moosic.tunnel.client.status.ClientReport;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** A client at work (seeds: {@code ProxyClient}): its connections to servers, its tunnels, its local services. */
final class TunnelClient {
    private final EventLoop loop;
    private final ClientListener listener;
    private final TunnelSet tunnels;
    private final LocalServices services;
    private final ServerConnections connections;

    TunnelClient(
            ClientConfig config,
            List<ServerAddress> servers,
            ClientRuntime runtime,
            TokenSource tokens,
            ClientListener listener) {
        loop = runtime.loop();
        this.listener = listener;
        tunnels = new TunnelSet(config.tunnels());
        services = new LocalServices(runtime.sockets());
        services.replace(tunnels.byId());
        ControlHandshake handshake =
                new ControlHandshake(runtime.servers(), loop, tokens, services::accept, config.mask(), !config.once());
        connections = new ServerConnections(servers, loop, handshake, config.once(), tunnels, listener);
    }

    /** Completes with an exit code when every server has been given up, or the client was stopped. */
    CompletableFuture<Integer> start() {
        connections.start();
        return connections.ended();
    }

    /** Closes the sessions in order. Any thread. */
    void stop() {
        tell(new ClientEvent.Stopping());
        connections.stop();
    }

    /** Puts an edited file in force. Any thread. */
    void apply(ConfigFile edited, List<String> restartFor) {
        loop.execute(() -> {
            Map<Long, TunnelConfig> before = tunnels.byId();
            TunnelChanges changes = connections.replaceTunnels(edited.tunnels());
            services.replace(changes.tunnels());
            Set<String> names =
                    edited.tunnels().stream().map(TunnelConfig::name).collect(Collectors.toSet());
            before.values().stream()
                    .filter(tunnel -> !names.contains(tunnel.name()))
                    .forEach(tunnel -> listener.on(new ClientEvent.TunnelRemoved(tunnel)));
            listener.on(new ClientEvent.Reloaded(edited.tunnels().size(), restartFor));
        });
    }

    /** Tells the listener, on the event loop. Any thread. */
    void tell(ClientEvent event) {
        loop.execute(() -> listener.on(event));
    }

    /** How the client stands. Any thread. */
    ClientReport report(String clientId) {
        return Reports.of(clientId, connections.views(), tunnels.byId().values(), services);
    }
}
