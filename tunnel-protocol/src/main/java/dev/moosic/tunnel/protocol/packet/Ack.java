package dev.moosic.tunnel.protocol.packet;

/** The count of sequenced packets that the sender of this has taken over, section 9. */
public record Ack(long taken) implements ControlPacket {
    @Override
    public PacketType type() {
        return PacketType.ACK;
    }
}
