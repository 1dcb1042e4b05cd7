package dev.moosic.tunnel.protocol.packet;

/** Why a session was closed, section 12. */
public enum CloseCode {
    /** The peer is done. */
    NORMAL(0),
    /** The peer shuts down. */
    GOING_AWAY(1),
    /** The receiver of this broke the protocol. */
    PROTOCOL_ERROR(2),
    /** A newer session of the same client took over. */
    SUPERSEDED(3),
    /** The client was revoked. */
    REVOKED(4),
    /** The token ran out and was not renewed. */
    TOKEN_EXPIRED(5),
    /** A limit of the peer is reached. */
    OVERLOADED(6),
    /** A fault of the peer. */
    INTERNAL_ERROR(7);

    private final int code;

    CloseCode(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The value of a number on the wire; unknown ones are {@link #INTERNAL_ERROR}. */
    public static CloseCode of(int code) {
        for (CloseCode value : values()) {
            if (value.code == code) {
                return value;
            }
        }
        return INTERNAL_ERROR;
    }
}
