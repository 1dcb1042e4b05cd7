package dev.moosic.tunnel.protocol.packet;

/** The sender has no more Data for this stream, section 7.2. */
public record End(long streamId) implements ControlPacket {
    @Override
    public PacketType type() {
        return PacketType.END;
    }
}
