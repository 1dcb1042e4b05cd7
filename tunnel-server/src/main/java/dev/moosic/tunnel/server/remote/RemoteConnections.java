package dev.moosic.tunnel.server.remote;

import dev.moosic.tunnel.protocol.mux.Lane;
import dev.moosic.tunnel.server.config.ConnectionLimits;
import dev.moosic.tunnel.server.net.AddressLimit;
import dev.moosic.tunnel.server.net.EventLoopMove;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes connections in from the listeners: within the limits, and onto the event loop of their client's lane, where they
 * wait a while if the client is just reconnecting.
 */
final class RemoteConnections {
    private final ConnectionLimits limits;
    private final AddressLimit perAddress;
    private final RemoteStreams streams;
    private final RemoteObserver observer;

    RemoteConnections(ConnectionLimits limits, RemoteStreams streams, RemoteObserver observer) {
        this.limits = limits;
        this.perAddress = new AddressLimit(limits.connectionsPerAddress());
        this.streams = streams;
        this.observer = observer;
    }

    /** Takes ownership of {@code remote}, which no event loop has yet. On the listener's event loop. */
    void accepted(RemoteListener listener, SocketChannel remote) {
        RemoteHolder holder = listener.holder();
        if (holder == null || !holder.client().isOpen()) {
            RemoteReset.unregistered(remote);
            return;
        }
        RemoteConnection connection = new RemoteConnection(
                holder.client().id(), holder.tunnelName(), listener.port(), remote.remoteAddress());
        if (!holder.allows(remote.remoteAddress())) {
            reject(connection, remote, "address_denied");
            return;
        }
        if (!perAddress.tryAcquire(connection.source())) {
            reject(connection, remote, "connections_per_address");
            return;
        }
        listener.connections().incrementAndGet();
        remote.closeFuture().addListener(closed -> {
            listener.connections().decrementAndGet();
            perAddress.release(connection.source());
        });
        String excess = excess(listener, holder);
        if (excess != null) {
            reject(connection, remote, excess);
            return;
        }
        prepare(remote);
        EventLoop loop = holder.client().lane().eventLoop();
        long deadline = System.nanoTime() + limits.reconnectWait().toNanos();
        loop.register(remote).addListener(registered -> {
            if (registered.isSuccess()) {
                dispatch(listener, connection, remote, deadline);
            } else {
                remote.unsafe().closeForcibly();
            }
        });
    }

    private @Nullable String excess(RemoteListener listener, RemoteHolder holder) {
        if (listener.connections().get() > limits.connectionsPerPort()) {
            return "connections_per_port";
        }
        return holder.client().allowance().hasRoomForStream() ? null : "streams_per_client";
    }

    private static void prepare(SocketChannel remote) {
        remote.config().setAutoRead(false);
        remote.config().setAllowHalfClosure(true);
        remote.config().setTcpNoDelay(true);
        remote.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    }

    /** Gives the connection to whoever holds the port now. On the event loop of {@code remote}. */
    private void dispatch(RemoteListener listener, RemoteConnection connection, SocketChannel remote, long deadline) {
        RemoteHolder holder = listener.holder();
        if (holder == null || !holder.client().isOpen()) {
            RemoteReset.registered(remote);
            observer.rejected(connection, "client_gone");
            return;
        }
        Lane lane = holder.client().lane();
        EventLoopMove.move(remote, lane.eventLoop(), () -> {
            if (lane.isAttached()) {
                streams.processTcpStream(holder, lane, connection, remote);
            } else {
                await(listener, holder, connection, remote, deadline);
            }
        });
    }

    private void await(
            RemoteListener listener,
            RemoteHolder holder,
            RemoteConnection connection,
            SocketChannel remote,
            long deadline) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            RemoteReset.registered(remote);
            observer.rejected(connection, "client_away");
            return;
        }
        EventLoop loop = remote.eventLoop();
        Turn turn = new Turn(() -> dispatch(listener, connection, remote, deadline));
        Future<?> timer = loop.schedule(turn::take, left, TimeUnit.NANOSECONDS);
        holder.client()
                .whenReachable()
                .whenComplete((reachable, failure) -> loop.execute(() -> {
                    timer.cancel(false);
                    turn.take();
                }));
    }

    private void reject(RemoteConnection connection, SocketChannel remote, String reason) {
        RemoteReset.unregistered(remote);
        observer.rejected(connection, reason);
    }

    /** What happens once, at the first of two occasions. On one event loop. */
    private static final class Turn {
        private @Nullable Runnable action;

        Turn(Runnable action) {
            this.action = action;
        }

        void take() {
            Runnable once = action;
            action = null;
            if (once != null) {
                once.run();
            }
        }
    }
}
