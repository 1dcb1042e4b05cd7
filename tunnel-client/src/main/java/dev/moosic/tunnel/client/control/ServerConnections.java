package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.client.config.TunnelChanges;
import dev.moosic.tunnel.client.config.TunnelConfig;
import dev.moosic.tunnel.client.event.ClientEvent;
import dev.moosic.tunnel.client.event.ClientListener;
import dev.moosic.tunnel.client.event.ExitCode;
import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The connections to all servers: a session with each, the same tunnels on each. */
public final class ServerConnections {
    private final EventLoop loop;
    private final TunnelSet tunnels;
    private final List<ServerConnection> connections;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final Set<ServerAddress> givenUp = new HashSet<>();

    public ServerConnections(
            List<ServerAddress> servers,
            EventLoop loop,
            ControlHandshake handshake,
            boolean once,
            TunnelSet tunnels,
            ClientListener listener) {
        this.loop = loop;
        this.tunnels = tunnels;
        ClientListener watching = event -> {
            listener.on(event);
            if (event instanceof ClientEvent.GaveUp gaveUp) {
                gaveUp(gaveUp, new HashSet<>(servers).size());
            }
        };
        this.connections = servers.stream()
                .distinct()
                .map(server -> new ServerConnection(
                        server, loop, handshake.with(server), new Backoff(new SecureRandom()), once, tunnels, watching))
                .toList();
    }

    public void start() {
        connections.forEach(ServerConnection::start);
    }

    /** Completes with the exit code once every server was given up, or with 0 after {@link #stop}. */
    public CompletableFuture<Integer> ended() {
        return ended;
    }

    /** Closes the sessions in order. Any thread. */
    public void stop() {
        connections.forEach(ServerConnection::stop);
        loop.execute(() -> ended.complete(ExitCode.OK));
    }

    /** Puts {@code wanted} in force on every server. On the event loop. */
    public TunnelChanges replaceTunnels(List<TunnelConfig> wanted) {
        TunnelChanges changes = tunnels.replace(wanted);
        connections.forEach(connection -> connection.tunnelsChanged(changes.unbind(), changes.bind()));
        return changes;
    }

    /** How each connection stands. Any thread. */
    public List<ServerConnection.View> views() {
        return connections.stream().map(ServerConnection::view).toList();
    }

    private void gaveUp(ClientEvent.GaveUp gaveUp, int servers) {
        givenUp.add(gaveUp.server());
        if (givenUp.size() == servers) {
            ended.complete(gaveUp.exitCode());
        }
    }
}
