package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.protocol.mux.SessionCloseReason;
import dev.moosic.tunnel.protocol.packet.BoundTunnel;

/** What a {@link ControlSession} tells. On the event loop. */
interface SessionListener {
    /** The answer to a bind, or the loss of a tunnel. */
    void bound(ControlSession session, BoundTunnel tunnel);

    /** The server asks to open another session and leave this one to its streams. */
    void draining(ControlSession session, String message);

    /** The control connection is lost; the session and its streams wait for another. */
    void interrupted(ControlSession session, SessionCloseReason reason);

    /** The session goes on over another control connection. */
    void resumed(ControlSession session);

    /** The session is over. */
    void ended(ControlSession session, SessionCloseReason reason);
}
