package dev.moosic.tunnel.protocol.packet;

import org.jspecify.annotations.Nullable;

/** The packet types of section 4. {@link #UNKNOWN} stands for every code not listed there. */
public enum PacketType {
    CLIENT_HELLO(0x01),
    SERVER_HELLO(0x02),
    PING(0x03),
    PONG(0x04),
    ACK(0x05),
    CLOSE(0x06),
    INIT(0x10),
    REFUSED(0x11),
    DATA(0x12),
    END(0x13),
    RESET(0x14),
    CREDIT(0x15),
    BIND(0x20),
    BOUND(0x21),
    UNBIND(0x22),
    RENEW(0x23),
    DRAIN(0x24),
    UNKNOWN(-1);

    private static final int FIRST_SEQUENCED = 0x10;
    private static final @Nullable PacketType[] BY_CODE = new PacketType[256];

    static {
        for (PacketType type : values()) {
            if (type != UNKNOWN) {
                BY_CODE[type.code] = type;
            }
        }
    }

    private final int code;

    PacketType(int code) {
        this.code = code;
    }

    /** The byte on the wire; -1 for {@link #UNKNOWN}. */
    public int code() {
        return code;
    }

    /** Whether packets with this code on the wire are counted and acknowledged, section 9. */
    public static boolean isSequenced(int code) {
        return code >= FIRST_SEQUENCED;
    }

    /** The type of a code between 0 and 255. */
    public static PacketType of(int code) {
        PacketType type = BY_CODE[code];
        return type == null ? UNKNOWN : type;
    }
}
