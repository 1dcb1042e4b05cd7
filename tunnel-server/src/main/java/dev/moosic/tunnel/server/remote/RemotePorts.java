package dev.moosic.tunnel.server.remote;

import dev.moosic.tunnel.protocol.identity.PortRange;
import dev.moosic.tunnel.protocol.packet.BoundTunnel;
import dev.moosic.tunnel.protocol.packet.BoundTunnel.Code;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.protocol.transport.Transport;
import dev.moosic.tunnel.server.config.ConnectionLimits;
import dev.moosic.tunnel.server.control.ConnectedClient;
import dev.moosic.tunnel.server.control.ConnectedTunnel;
import dev.moosic.tunnel.server.control.PublicAddress;
import dev.moosic.tunnel.server.control.TunnelBinder;
import dev.moosic.tunnel.server.net.BindFailures;
import dev.moosic.tunnel.server.registry.ConnectionRegistry;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The remote ports of tcp tunnels (seeds: {@code spawn_remote}). A port stays open as long as a session of its client
 * holds it or waits for it, so that a client that returns finds it as it was. Any thread; nothing blocks.
 */
public final class RemotePorts implements TunnelBinder, BoundPorts {
    private static final Logger log = LoggerFactory.getLogger(RemotePorts.class);

    /** Ports of other programs that are passed over in search of a free one. */
    private static final int MAX_TRIES = 32;

    private final PortReservations reservations;
    private final RemoteListenerFactory listeners;
    private final Map<Integer, RemoteListener> open = new HashMap<>();
    private final Set<Integer> unusable = ConcurrentHashMap.newKeySet();

    /**
     * @param range the ports for tunnels that ask for none by number
     * @param address where the ports listen
     */
    public RemotePorts(
            ConnectionRegistry registry,
            PortRange range,
            Transport transport,
            EventLoopGroup eventLoops,
            InetAddress address,
            ConnectionLimits limits,
            RemoteObserver observer) {
        this.reservations = new PortReservations(registry, range);
        this.listeners = new RemoteListenerFactory(
                transport, eventLoops, address, new RemoteConnections(limits, new RemoteStreams(observer), observer));
    }

    /** Keeps {@code port} from ever being given out: it is the server's own. */
    public void exclude(int port) {
        unusable.add(port);
    }

    @Override
    public CompletionStage<BoundTunnel> bind(ConnectedClient client, Tunnel tunnel, PublicAddress address) {
        return reserveAndListen(client, tunnel, MAX_TRIES)
                .handle((port, failure) -> failure == null
                        ? BoundTunnel.at(tunnel, address.remote(port), port)
                        : refusal(client, tunnel, failure));
    }

    private CompletionStage<Integer> reserveAndListen(ConnectedClient client, Tunnel tunnel, int tries) {
        return reservations
                .reserve(client.id(), client.grants(), tunnel, unusable)
                .thenCompose(port -> listen(client, tunnel, port).exceptionallyCompose(failure -> {
                    boolean another = tunnel.remotePort() == 0 && tries > 1 && isForeign(failure);
                    if (!another) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    return reservations.giveBack(client.id(), port).thenCompose(given -> {
                        unusable.add(port);
                        return reserveAndListen(client, tunnel, tries - 1);
                    });
                }));
    }

    private CompletionStage<Integer> listen(ConnectedClient client, Tunnel tunnel, int port) {
        RemoteListener listener;
        boolean isNew;
        synchronized (open) {
            RemoteListener present = open.get(port);
            isNew = present == null;
            listener = present == null ? new RemoteListener(port, client.id()) : present;
            if (!listener.owner().equals(client.id())) {
                return taken("port " + port + " is in use by client " + listener.owner());
            }
            if (listener.isOf(client)) {
                return taken("port " + port + " is in use by another tunnel of this client");
            }
            listener.await(new RemoteHolder(client, tunnel));
            open.put(port, listener);
        }
        if (isNew) {
            spawnRemote(listener);
        }
        return listener.whenBound().thenApply(channel -> port);
    }

    private void spawnRemote(RemoteListener listener) {
        listeners.listen(listener).addListener(done -> {
            if (!done.isSuccess()) {
                synchronized (open) {
                    open.remove(listener.port(), listener);
                }
                listener.failed(done.cause());
            }
        });
    }

    private static CompletionStage<Integer> taken(String message) {
        return CompletableFuture.failedFuture(new PortRefusedException(Code.PORT_TAKEN, message));
    }

    private static boolean isForeign(Throwable failure) {
        return BindFailures.isTaken(cause(failure));
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static BoundTunnel refusal(ConnectedClient client, Tunnel tunnel, Throwable failure) {
        Throwable cause = cause(failure);
        BoundTunnel refusal;
        if (cause instanceof PortRefusedException refused) {
            refusal = BoundTunnel.failed(tunnel, refused.code(), String.valueOf(refused.getMessage()));
        } else if (BindFailures.isTaken(cause)) {
            refusal = BoundTunnel.failed(
                    tunnel,
                    Code.PORT_TAKEN,
                    "port " + tunnel.remotePort() + " is in use by another program on the server: choose another");
        } else {
            refusal =
                    BoundTunnel.failed(tunnel, Code.UNAVAILABLE, "no port can be reserved now: " + cause.getMessage());
        }
        log.info(
                "tunnel refused client={} tunnel={} reason=\"{}\"",
                client.id(),
                tunnel.name(),
                refusal.error() == null ? "" : refusal.error().message());
        return refusal;
    }

    @Override
    public void activate(ConnectedClient client) {
        for (RemoteListener listener : listeners()) {
            listener.activate(client);
        }
    }

    @Override
    public void unbind(ConnectedClient client, ConnectedTunnel tunnel) {
        RemoteListener listener = find(tunnel.bound().port());
        if (listener != null) {
            release(listener, client);
        }
    }

    @Override
    public void release(ConnectedClient client) {
        for (RemoteListener listener : listeners()) {
            release(listener, client);
        }
    }

    private void release(RemoteListener listener, ConnectedClient client) {
        synchronized (open) {
            if (!listener.isOf(client) || !listener.release(client)) {
                return;
            }
            open.remove(listener.port(), listener);
        }
        listener.close();
        log.debug("port closed port={} client={}", listener.port(), client.id());
    }

    private @Nullable RemoteListener find(int port) {
        synchronized (open) {
            return open.get(port);
        }
    }

    private List<RemoteListener> listeners() {
        synchronized (open) {
            return List.copyOf(open.values());
        }
    }

    @Override
    public List<BoundPort> boundPorts() {
        return listeners().stream()
                .sorted(Comparator.comparingInt(RemoteListener::port))
                .map(listener -> {
                    RemoteHolder holder = listener.holder();
                    return new BoundPort(
                            listener.port(),
                            listener.owner(),
                            holder == null ? "" : holder.tunnelName(),
                            listener.connections().get());
                })
                .toList();
    }

    /** Stops accepting on every port; live connections go on. */
    public void close() {
        List<RemoteListener> all = listeners();
        synchronized (open) {
            open.clear();
        }
        all.forEach(RemoteListener::close);
    }
}
