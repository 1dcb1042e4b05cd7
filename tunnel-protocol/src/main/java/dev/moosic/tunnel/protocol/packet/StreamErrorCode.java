package dev.moosic.tunnel.protocol.packet;

/** Why a stream was reset, section 12. */
public enum StreamErrorCode {
    /** One end went away and wants no more. */
    CANCELLED(1),
    /** The socket behind the stream was reset. */
    CONNECTION_RESET(2),
    /** More Data than the limit allowed. */
    FLOW_CONTROL_ERROR(3),
    /** A packet illegal in the stream's state. */
    PROTOCOL_ERROR(4),
    /** Nothing moved for too long. */
    TIMEOUT(5),
    /** Memory or another limit ran short. */
    OVERLOADED(6),
    /** The client or caller lost the right to it. */
    REVOKED(7),
    /** The session ended under the stream; never sent. */
    SESSION_LOST(8),
    /** A fault of the resetter. */
    INTERNAL_ERROR(9);

    private final int code;

    StreamErrorCode(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The value of a number on the wire; unknown ones are {@link #INTERNAL_ERROR}. */
    public static StreamErrorCode of(int code) {
        for (StreamErrorCode value : values()) {
            if (value.code == code) {
                return value;
            }
        }
        return INTERNAL_ERROR;
    }
}
