package dev.moosic.tunnel.bench.contestant;

import dev.moosic.tunnel.bench.relay.DelayRelay;
import dev.moosic.tunnel.bench.relay.LongPath;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** What lies between the two ends of a tunnel: nothing, or a path that can be made longer and narrower. */
public final class Way implements AutoCloseable {
    private final boolean shapeable;
    private final List<DelayRelay> relays = new ArrayList<>();

    private Way(boolean shapeable) {
        this.shapeable = shapeable;
    }

    public static Way straight() {
        return new Way(false);
    }

    /** Begins without delay or limit. */
    public static Way shapeable() {
        return new Way(true);
    }

    /**
     * Where the far end has to dial to reach {@code server}.
     *
     * @param entry where the path may begin, if there is one
     */
    InetSocketAddress to(InetSocketAddress server, InetSocketAddress entry) {
        if (!shapeable) {
            return server;
        }
        relays.add(new DelayRelay(entry, server, LongPath.NONE));
        return entry;
    }

    public void become(LongPath path) {
        relays.forEach(relay -> relay.become(path));
    }

    @Override
    public void close() {
        relays.forEach(DelayRelay::close);
    }
}
