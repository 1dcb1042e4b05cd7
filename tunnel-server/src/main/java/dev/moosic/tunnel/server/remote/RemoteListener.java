package dev.moosic.tunnel.server.remote;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.server.control.ConnectedClient;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One open remote port of one client. It outlives the client's sessions: the one that holds it serves its connections,
 * and a newer one that has asked for it waits until it is handed over. Guarded by its own lock where not volatile.
 */
final class RemoteListener {
    private final int port;
    private final ClientId owner;
    private final CompletableFuture<Channel> bound = new CompletableFuture<>();
    private final List<RemoteHolder> waiting = new ArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile @Nullable RemoteHolder holder;

    RemoteListener(int port, ClientId owner) {
        this.port = port;
        this.owner = owner;
    }

    int port() {
        return port;
    }

    ClientId owner() {
        return owner;
    }

    /** Live connections. */
    AtomicInteger connections() {
        return connections;
    }

    /** Who serves its connections; {@code null} as long as nobody does, and then nothing is accepted. */
    @Nullable
    RemoteHolder holder() {
        return holder;
    }

    /** The listening channel, when it listens. */
    CompletionStage<Channel> whenBound() {
        return bound;
    }

    void bound(Channel channel) {
        bound.complete(channel);
        acceptIfHeld();
    }

    void failed(Throwable cause) {
        bound.completeExceptionally(cause);
    }

    /** Whether a tunnel of {@code client}'s own session has or awaits this port. */
    synchronized boolean isOf(ConnectedClient client) {
        RemoteHolder present = holder;
        return (present != null && present.client() == client)
                || waiting.stream().anyMatch(other -> other.client() == client);
    }

    synchronized void await(RemoteHolder next) {
        waiting.add(next);
    }

    /** Makes the tunnel of {@code client} that waits, if there is one, the holder. */
    void activate(ConnectedClient client) {
        synchronized (this) {
            for (RemoteHolder next : waiting) {
                if (next.client() == client) {
                    holder = next;
                    waiting.remove(next);
                    break;
                }
            }
        }
        acceptIfHeld();
    }

    /**
     * Forgets {@code client}.
     *
     * @return whether nobody is left who wants the port
     */
    synchronized boolean release(ConnectedClient client) {
        waiting.removeIf(other -> other.client() == client);
        RemoteHolder present = holder;
        if (present != null && present.client() == client) {
            holder = null;
            bound.thenAccept(channel -> channel.config().setAutoRead(false));
        }
        return holder == null && waiting.isEmpty();
    }

    /** Connections before wait in the kernel's queue. */
    private void acceptIfHeld() {
        if (holder != null) {
            bound.thenAccept(channel -> channel.config().setAutoRead(true));
        }
    }

    void close() {
        bound.thenAccept(Channel::close);
    }
}
