package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.packet.BoundTunnel;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import dev.moosic.tunnel.protocol.packet.ServerHello;
import dev.moosic.tunnel.protocol.packet.ServerHello.Status;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the {@code ServerHello}s of success. */
final class ServerHelloFactory {
    private final String node;
    private final @Nullable String address;
    private final Duration grace;
    private final Clock clock;

    /**
     * @param node this node's id
     * @param address where clients reach this very node, for {@code LANE} and {@code RESUME}; {@code null}: as dialled
     */
    ServerHelloFactory(String node, @Nullable String address, Duration grace, Clock clock) {
        this.node = node;
        this.address = address;
        this.grace = grace;
        this.clock = clock;
    }

    ServerHello opened(ClientSession session, List<BoundTunnel> tunnels) {
        return success(session, session.secret(), tunnels, 0);
    }

    /** @param received how many sequenced packets of the lane this side has */
    ServerHello continued(ClientSession session, long received) {
        return success(session, null, null, received);
    }

    private ServerHello success(
            ClientSession session, @Nullable String secret, @Nullable List<BoundTunnel> tunnels, long received) {
        return new ServerHello(
                ProtocolLimits.VERSION,
                Status.SUCCESS,
                null,
                0,
                session.client().id().value(),
                session.session().id(),
                secret,
                node,
                address,
                tunnels,
                received,
                grace.toMillis(),
                clock.millis());
    }
}
