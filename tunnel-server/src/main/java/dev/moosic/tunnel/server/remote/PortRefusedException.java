package dev.moosic.tunnel.server.remote;

import dev.moosic.tunnel.protocol.packet.BoundTunnel.Code;

/** A remote port that a tunnel cannot have. Stackless, since a client can bring it about at will. */
final class PortRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Code code;

    /** @param message for the client: the port, who or what has it or what is missing */
    PortRefusedException(Code code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    Code code() {
        return code;
    }
}
