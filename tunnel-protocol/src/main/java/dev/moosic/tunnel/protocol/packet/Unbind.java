package dev.moosic.tunnel.protocol.packet;

/** Gives a tunnel up, section 6. */
public record Unbind(long tunnelId) implements ControlPacket {
    @Override
    public PacketType type() {
        return PacketType.UNBIND;
    }
}
