package dev.moosic.tunnel.protocol.packet;

/** Asks for a {@link Pong}, section 10. */
public record Ping(long opaque) implements ControlPacket {
    @Override
    public PacketType type() {
        return PacketType.PING;
    }
}
