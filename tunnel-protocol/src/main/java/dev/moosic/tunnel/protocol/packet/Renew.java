package dev.moosic.tunnel.protocol.packet;

/** A fresh token for the same client, section 11. */
public record Renew(String token) implements ControlPacket {
    @Override
    public String toString() {
        return "Renew[]";
    }

    @Override
    public PacketType type() {
        return PacketType.RENEW;
    }
}
