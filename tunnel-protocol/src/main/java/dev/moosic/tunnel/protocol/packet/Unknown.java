package dev.moosic.tunnel.protocol.packet;

/** A packet of a type not spoken here: ignored, counted if sequenced, section 4. */
public record Unknown(int code, long streamId) implements ControlPacket {
    @Override
    public PacketType type() {
        return PacketType.UNKNOWN;
    }
}
