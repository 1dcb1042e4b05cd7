package dev.moosic.tunnel.protocol.packet;

/** Asks the dialer to move elsewhere, section 11. */
public record Drain(long deadlineMs, String message) implements ControlPacket {
    @Override
    public PacketType type() {
        return PacketType.DRAIN;
    }
}
