package dev.moosic.tunnel.protocol.packet;

/** The highest offset that the receiver of this may send, section 8. */
public record Credit(long streamId, long limit) implements ControlPacket {
    @Override
    public PacketType type() {
        return PacketType.CREDIT;
    }
}
