package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.protocol.mux.SessionStatistics;
import dev.moosic.tunnel.protocol.packet.ServerHello;
import dev.moosic.tunnel.protocol.packet.Tunnel;

/** A session as the loop that keeps it up needs it. On the event loop. */
interface ControlSession {
    /** The answer that opened it. */
    ServerHello hello();

    boolean isOpen();

    void bind(Tunnel tunnel);

    void unbind(long tunnelId);

    /** Ends the session in order: streams are reset. */
    void close(String message);

    /** Any thread. */
    SessionStatistics statistics();
}
