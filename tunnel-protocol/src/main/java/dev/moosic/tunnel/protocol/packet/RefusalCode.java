package dev.moosic.tunnel.protocol.packet;

/** Why a stream was refused, section 12. */
public enum RefusalCode {
    /** Nothing listens at the local address. */
    CONNECTION_REFUSED(1),
    /** The local service did not answer in time. */
    CONNECT_TIMEOUT(2),
    /** The local address cannot be reached or resolved. */
    UNREACHABLE(3),
    /** The tunnel is not, or no longer, configured. */
    NO_SUCH_TUNNEL(4),
    /** The client's grants do not allow the stream. */
    NOT_GRANTED(5),
    /** A limit or the budget is reached. */
    OVERLOADED(6),
    /** The session takes no new streams. */
    DRAINING(7),
    /** Node links: the client is not here. */
    NO_SUCH_CLIENT(8),
    /** A fault of the refuser. */
    INTERNAL_ERROR(9);

    private final int code;

    RefusalCode(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The value of a number on the wire; unknown ones are {@link #INTERNAL_ERROR}. */
    public static RefusalCode of(int code) {
        for (RefusalCode value : values()) {
            if (value.code == code) {
                return value;
            }
        }
        return INTERNAL_ERROR;
    }
}
