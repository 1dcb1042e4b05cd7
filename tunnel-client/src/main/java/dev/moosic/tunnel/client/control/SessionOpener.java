package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.protocol.packet.Tunnel;
import io.netty.util.concurrent.Future;
import java.util.List;

/** One try to open a session, from the server's name to its ServerHello. */
@FunctionalInterface
interface SessionOpener {
    /**
     * @param tunnels to bind at once
     * @return fails with {@link ConnectFailure}; cancelling it closes what was opened
     */
    Future<ControlSession> open(List<Tunnel> tunnels, SessionListener listener);
}
