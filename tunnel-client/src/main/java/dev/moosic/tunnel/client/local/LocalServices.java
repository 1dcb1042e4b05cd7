package dev.moosic.tunnel.client.local;

import dev.moosic.tunnel.client.config.TunnelConfig;
import dev.moosic.tunnel.client.socket.SocketDialer;
import dev.moosic.tunnel.protocol.mux.StreamChannel;
import dev.moosic.tunnel.protocol.packet.RefusalCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The local services by tunnel id. A stream reaches what the configuration names for its tunnel and nothing else: the
 * server cannot name a host.
 */
public final class LocalServices {
    private final SocketDialer dialer;
    private final Map<String, TunnelActivity> activities = new ConcurrentHashMap<>();
    private volatile Map<Long, TunnelConfig> tunnels = Map.of();

    public LocalServices(SocketDialer dialer) {
        this.dialer = dialer;
    }

    /** The tunnels from now on; live streams are left alone. Any thread. */
    public void replace(Map<Long, TunnelConfig> tunnels) {
        this.tunnels = Map.copyOf(tunnels);
        activities
                .keySet()
                .retainAll(tunnels.values().stream().map(TunnelConfig::name).toList());
    }

    /** The figures of a tunnel. Any thread. */
    public TunnelActivity activity(String tunnelName) {
        return activities.computeIfAbsent(tunnelName, name -> new TunnelActivity(System::nanoTime));
    }

    /** Connects a stream that the server opened to its local service. On the stream's event loop. */
    public void accept(StreamChannel stream) {
        @Nullable TunnelConfig tunnel = tunnels.get(stream.init().tunnelId());
        if (tunnel == null) {
            stream.refuse(RefusalCode.NO_SUCH_TUNNEL, "this client has no such tunnel");
        } else if (tunnel.addresses() != null
                && !tunnel.addresses().allows(stream.init().source())) {
            // The server should have turned it away; one that does not know the rules would not.
            stream.refuse(RefusalCode.NO_SUCH_TUNNEL, "this tunnel is not to be reached from that address");
        } else {
            new LocalActiveStream(stream, tunnel, activity(tunnel.name())).connect(dialer);
        }
    }
}
