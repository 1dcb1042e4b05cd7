package dev.moosic.tunnel.protocol.packet;

/**
 * A fault of the peer that ends the session: sent as {@code Close(PROTOCOL_ERROR)}, section 14. Stackless, since a peer
 * can bring it about at will.
 */
public final class ProtocolException extends RuntimeException {
    /** @param message what was found and what was expected, for the peer and the log; no payload bytes */
    public ProtocolException(String message) {
        super(message, null, false, false);
    }
}
