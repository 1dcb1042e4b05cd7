package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.CloseCode;
import io.netty.channel.Channel;

/** A session and its lanes, {@code docs/protocol.md} section 1. */
public final class Session {

    /** Which end this is: the dialer's stream ids are odd, the acceptor's even. */
    public enum Role {
        DIALER,
        ACCEPTOR
    }

    public Session(Role role, String id, SessionSettings settings, SessionHandler handler) {
        throw new UnsupportedOperationException();
    }

    public String id() {
        throw new UnsupportedOperationException();
    }

    /**
     * Adds a lane over a control channel whose hellos are done and whose pipeline ends with the WebSocket packet codec.
     * Called on that channel's event loop.
     */
    public Lane addLane(Channel control) {
        throw new UnsupportedOperationException();
    }

    /** The lane for a next stream. Any thread. */
    public Lane lane() {
        throw new UnsupportedOperationException();
    }

    public boolean isOpen() {
        throw new UnsupportedOperationException();
    }

    /** Sends Close, resets all streams, closes the control connections. Any thread; later calls do nothing. */
    public void close(CloseCode code, long retryAfterMs, String message) {
        throw new UnsupportedOperationException();
    }

    /** Live figures for metrics and status. Any thread. */
    public SessionStatistics statistics() {
        throw new UnsupportedOperationException();
    }
}
