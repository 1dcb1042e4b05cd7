package dev.moosic.tunnel.protocol.packet;

/** Answers {@link Bind}, or tells of a tunnel that was lost, section 6. */
public record Bound(BoundTunnel tunnel) implements ControlPacket {
    @Override
    public PacketType type() {
        return PacketType.BOUND;
    }
}
