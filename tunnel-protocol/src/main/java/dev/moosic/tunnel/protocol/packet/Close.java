package dev.moosic.tunnel.protocol.packet;

/** Ends the session and all its streams, section 11. */
public record Close(CloseCode code, long retryAfterMs, String message) implements ControlPacket {
    @Override
    public PacketType type() {
        return PacketType.CLOSE;
    }
}
