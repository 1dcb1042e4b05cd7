package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.packet.BoundTunnel;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import java.util.concurrent.CompletionStage;

/**
 * Gives tunnels of one type their public side, in two steps, so that a client that returns gets back what its older
 * session still holds: {@link #bind} makes ready, {@link #activate} hands over. Any thread; nothing blocks.
 */
public interface TunnelBinder {

    /**
     * Makes the public side of {@code tunnel} ready. Does not yet take it from an older session of the same client.
     *
     * @param tunnel well-formed, and not bound in this session yet
     * @param address how the public side is reached, as told to the client
     * @return never fails: what could not be had is a bound tunnel with an error
     */
    CompletionStage<BoundTunnel> bind(ConnectedClient client, Tunnel tunnel, PublicAddress address);

    /** From now on everything bound for {@code client} is served by it, and no longer by an older session. */
    void activate(ConnectedClient client);

    /** Closes the public side of one tunnel; its live streams go on. */
    void unbind(ConnectedClient client, ConnectedTunnel tunnel);

    /** Closes the public side of all that {@code client} has and no newer session took over. */
    void release(ConnectedClient client);
}
