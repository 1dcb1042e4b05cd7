package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.client.config.TunnelChanges;
import dev.moosic.tunnel.client.config.TunnelConfig;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tunnels in force by id, the same for every server. Written on the event loop, read on any thread. */
public final class TunnelSet {
    private volatile Map<Long, TunnelConfig> tunnels;
    private long nextId = 1;

    public TunnelSet(List<TunnelConfig> first) {
        this.tunnels = Map.of();
        replace(first);
    }

    /** Puts {@code wanted} in force; a tunnel whose public side is unchanged keeps its id. */
    TunnelChanges replace(List<TunnelConfig> wanted) {
        TunnelChanges changes = TunnelChanges.between(tunnels, wanted, nextId);
        nextId += changes.bind().size();
        tunnels = changes.tunnels();
        return changes;
    }

    /** By id; not changed afterwards. */
    public Map<Long, TunnelConfig> byId() {
        return tunnels;
    }

    @Nullable
    TunnelConfig get(long id) {
        return tunnels.get(id);
    }

    /** What a new session asks for. */
    List<Tunnel> wanted() {
        return tunnels.entrySet().stream()
                .map(entry -> entry.getValue().toTunnel(entry.getKey()))
                .toList();
    }
}
