package dev.moosic.tunnel.protocol.packet;

/** Answers an {@link Init} that will not be carried, section 7.1. */
public record Refused(long streamId, RefusalCode code, String message) implements ControlPacket {
    @Override
    public PacketType type() {
        return PacketType.REFUSED;
    }
}
