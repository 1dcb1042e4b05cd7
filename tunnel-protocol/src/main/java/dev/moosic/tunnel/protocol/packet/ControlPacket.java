package dev.moosic.tunnel.protocol.packet;

/**
 * One message on a control connection, section 3 of {@code docs/protocol.md}. All are immutable; {@link Data} alone
 * carries a buffer and is reference counted.
 */
public sealed interface ControlPacket
        permits ClientHello,
                ServerHello,
                Ping,
                Pong,
                Ack,
                Close,
                Init,
                Refused,
                Data,
                End,
                Reset,
                Credit,
                Bind,
                Bound,
                Unbind,
                Renew,
                Drain,
                Unknown {

    PacketType type();

    /** The stream concerned; 0 in packets that concern the lane or the session. */
    default long streamId() {
        return 0;
    }
}
