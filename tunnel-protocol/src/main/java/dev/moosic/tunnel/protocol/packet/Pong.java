package dev.moosic.tunnel.protocol.packet;

/** Answers a {@link Ping} with its value, section 10. */
public record Pong(long opaque) implements ControlPacket {
    @Override
    public PacketType type() {
        return PacketType.PONG;
    }
}
