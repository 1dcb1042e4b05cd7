package dev.moosic.tunnel.server.api;

import io.netty.channel.EventLoop;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The {@link StreamPool} of each event loop. Any thread. */
final class StreamPools {
    private final ConcurrentMap<EventLoop, StreamPool> pools = new ConcurrentHashMap<>();

    /** The loop's pool, to be used on that loop only. */
    StreamPool of(EventLoop loop) {
        return pools.computeIfAbsent(loop, StreamPool::new);
    }
}
