package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.identity.ClientId;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Idle connections to local services, kept for the next request. One pool an event loop, confined to it; bounded by
 * tunnel and in all; the connection used last is taken first, so that a surplus grows old and is closed.
 */
final class StreamPool {
    /** Shorter than the keep-alive time of common servers, though a request lost to that race may be sent again. */
    static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

    private static final int MAX_IDLE_PER_TUNNEL = 256;
    private static final int MAX_IDLE = 4_096;
    private static final long SWEEP_SECONDS = 5;

    private final EventLoop loop;
    private final Map<HttpTunnel, ArrayDeque<Idle>> idle = new HashMap<>();
    private int count;
    private boolean sweeping;
    private boolean draining;

    private record Idle(LocalConnection connection, long sinceNanos) {}

    StreamPool(EventLoop loop) {
        this.loop = loop;
    }

    /** @param maxIdle older ones are not taken */
    @Nullable
    LocalConnection take(HttpTunnel tunnel, Duration maxIdle) {
        ArrayDeque<Idle> queue = idle.get(tunnel);
        while (queue != null && !queue.isEmpty()) {
            if (now() - queue.peekLast().sinceNanos > maxIdle.toNanos()) {
                return null;
            }
            LocalConnection connection = queue.removeLast().connection;
            count--;
            if (queue.isEmpty()) {
                idle.remove(tunnel);
            }
            if (connection.isUsable()) {
                return connection;
            }
            connection.channel().close();
        }
        return null;
    }

    void offer(LocalConnection connection) {
        ArrayDeque<Idle> queue = idle.get(connection.tunnel());
        if (draining) {
            connection.end();
            return;
        }
        if (count >= MAX_IDLE || queue != null && queue.size() >= MAX_IDLE_PER_TUNNEL) {
            connection.channel().close();
            return;
        }
        if (queue == null) {
            queue = new ArrayDeque<>();
            idle.put(connection.tunnel(), queue);
        }
        queue.addLast(new Idle(connection, now()));
        count++;
        if (!sweeping) {
            sweeping = true;
            loop.schedule(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Forgets a connection that closed; does nothing if it is not idle here. */
    void remove(LocalConnection connection) {
        ArrayDeque<Idle> queue = idle.get(connection.tunnel());
        if (queue != null && queue.removeIf(entry -> entry.connection == connection)) {
            count--;
            if (queue.isEmpty()) {
                idle.remove(connection.tunnel());
            }
        }
    }

    /** Closes an idle connection of the client, of whichever tunnel, to make room; false if there is none. */
    boolean closeIdle(ClientId client) {
        for (Map.Entry<HttpTunnel, ArrayDeque<Idle>> entry : idle.entrySet()) {
            if (entry.getKey().clientId().equals(client)) {
                LocalConnection oldest = entry.getValue().element().connection;
                remove(oldest);
                oldest.cancel();
                return true;
            }
        }
        return false;
    }

    /** Ends what is idle, and from now on what becomes it. Later calls do nothing. */
    void drain() {
        draining = true;
        idle.values().forEach(queue -> queue.forEach(entry -> entry.connection.end()));
        idle.clear();
        count = 0;
    }

    int size() {
        return count;
    }

    private void sweep() {
        long oldest = now() - IDLE_TIMEOUT.toNanos();
        for (Iterator<ArrayDeque<Idle>> queues = idle.values().iterator(); queues.hasNext(); ) {
            ArrayDeque<Idle> queue = queues.next();
            while (!queue.isEmpty() && queue.peekFirst().sinceNanos - oldest <= 0) {
                count--;
                queue.removeFirst().connection.end();
            }
            if (queue.isEmpty()) {
                queues.remove();
            }
        }
        sweeping = count > 0;
        if (sweeping) {
            loop.schedule(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
        }
    }

    private long now() {
        return loop.ticker().nanoTime();
    }
}
