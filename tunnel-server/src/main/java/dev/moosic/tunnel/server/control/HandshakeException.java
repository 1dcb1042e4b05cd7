package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.packet.ServerHello;
import java.time.Duration;

/**
 * A hello that is answered with an error, {@code docs/protocol.md} section 5. Stackless, since a peer can bring it about
 * at will.
 */
final class HandshakeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ServerHello.Status status;
    private final Duration retryAfter;

    /** @param message for a person at the client's end: what was found, what was expected, what to do */
    HandshakeException(ServerHello.Status status, String message) {
        this(status, message, Duration.ZERO);
    }

    /** @param retryAfter the least time to wait before another try */
    HandshakeException(ServerHello.Status status, String message, Duration retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    ServerHello.Status status() {
        return status;
    }

    ServerHello answer() {
        return ServerHello.error(status, String.valueOf(getMessage()), retryAfter.toMillis());
    }
}
