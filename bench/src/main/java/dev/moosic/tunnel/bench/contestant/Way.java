package dev.moosic.tunnel.bench.contestant;

import dev.moosic.tunnel.bench.relay.DelayRelay;
import dev.moosic.tunnel.bench.relay.LongPath;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What lies between the two ends of a tunnel: nothing, or a long path. */
public final class Way implements AutoCloseable {
    private final @Nullable LongPath path;
    private final List<DelayRelay> relays = new ArrayList<>();

    private Way(@Nullable LongPath path) {
        this.path = path;
    }

    public static Way straight() {
        return new Way(null);
    }

    public static Way over(LongPath path) {
        return new Way(path);
    }

    /**
     * Where the far end has to dial to reach {@code server}.
     *
     * @param entry where the path may begin, if there is one
     */
    InetSocketAddress to(InetSocketAddress server, InetSocketAddress entry) {
        if (path == null) {
            return server;
        }
        relays.add(new DelayRelay(entry, server, path));
        return entry;
    }

    @Override
    public void close() {
        relays.forEach(DelayRelay::close);
    }
}
