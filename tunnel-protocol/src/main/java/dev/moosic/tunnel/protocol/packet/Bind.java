package dev.moosic.tunnel.protocol.packet;

/** Asks for one more tunnel, section 6. */
public record Bind(Tunnel tunnel) implements ControlPacket {
    @Override
    public PacketType type() {
        return PacketType.BIND;
    }
}
