package dev.moosic.tunnel.protocol.packet;

/** Ends both directions of a stream at once, section 7.2. */
public record Reset(long streamId, StreamErrorCode code, String message) implements ControlPacket {
    @Override
    public PacketType type() {
        return PacketType.RESET;
    }
}
