package dev.moosic.tunnel.server.api;

import io.netty.channel.EventLoop;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The {@link StreamPool} of each event loop. Any thread. */
public final class StreamPools {
    private final ConcurrentMap<EventLoop, StreamPool> pools = new ConcurrentHashMap<>();
    private volatile boolean draining;

    /** The loop's pool, to be used on that loop only. */
    StreamPool of(EventLoop loop) {
        StreamPool pool = pools.computeIfAbsent(loop, StreamPool::new);
        if (draining) {
            pool.drain();
        }
        return pool;
    }

    /** Ends the idle connections, and from now on each as it becomes idle: a server that ends needs none. */
    public void drain() {
        draining = true;
        pools.forEach((loop, pool) -> loop.execute(pool::drain));
    }
}
