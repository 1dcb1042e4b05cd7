package dev.moosic.tunnel.protocol.packet;

import java.time.Duration;

/** Every number of {@code docs/protocol.md} section 13, named once. */
public final class ProtocolLimits {
    /** Subprotocol offered and required in the WebSocket handshake, section 2. */
    public static final String SUBPROTOCOL = "moosic-tunnel.v1";

    /** The protocol version spoken, section 14. */
    public static final int VERSION = 1;

    /** Type, flags and stream id, section 3. */
    public static final int HEADER_BYTES = 10;

    /** WebSocket's largest header and the packet's: left free before payload that is read to be sent on. */
    public static final int HEADROOM_BYTES = 8 + HEADER_BYTES;

    public static final int MAX_PACKET_BYTES = 65_535;
    public static final int MAX_DATA_BYTES = MAX_PACKET_BYTES - HEADER_BYTES;
    public static final int MAX_JSON_BYTES = 16_384;
    public static final int MAX_MESSAGE_BYTES = 1_024;

    /** How much of the answer that refuses an upgrade is read, in bytes. */
    public static final int MAX_REFUSAL_BYTES = 4_096;

    /** How much of the reason in that answer is shown, in characters. */
    public static final int MAX_REFUSAL_CHARACTERS = 300;
    /** One text field of an Init, section 7.1. */
    public static final int MAX_FIELD_BYTES = 1_024;

    public static final int MAX_TUNNELS = 64;

    /** Who may call one tunnel with access {@code basic}, section 6. */
    public static final int MAX_USERS = 20;

    /** What each side may send on a new stream before any Credit, section 8. */
    public static final int INITIAL_CREDIT_BYTES = 16_384;

    /** Implicit credit of a stream opened beside {@link #CROWD_STREAMS} others, so that all fit the session's budget. */
    public static final int CROWDED_CREDIT_BYTES = 2_048;

    public static final int CROWD_STREAMS = 1_024;

    public static final int MAX_WINDOW_BYTES = 16 * 1024 * 1024;
    public static final int SESSION_BUDGET_BYTES = 64 * 1024 * 1024;

    /** An Ack is due after this many counts (section 9) or {@link #ACK_DELAY}, whichever is first. */
    public static final int ACK_EVERY = 262_144;

    public static final Duration ACK_DELAY = Duration.ofMillis(50);
    public static final int MAX_UNACKNOWLEDGED_BYTES = 16 * 1024 * 1024;

    public static final Duration HELLO_TIMEOUT = Duration.ofSeconds(10);
    public static final Duration PING_AFTER = Duration.ofSeconds(10);
    public static final Duration DEAD_AFTER = Duration.ofSeconds(25);
    public static final Duration RESUME_GRACE = Duration.ofSeconds(60);

    private ProtocolLimits() {}
}
