package dev.moosic.tunnel.protocol.packet;

import org.jspecify.annotations.Nullable;

/**
 * Opens a stream to a tunnel, section 7.1.
 *
 * @param tunnelId the tunnel's id in the session, 1 … 2³²−1
 * @param source caller's address, {@code ip:port}
 * @param destination the address that the caller connected to, {@code ip:port}
 * @param clientId node links only
 * @param caller the caller's subject as authenticated at the edge
 * @param hops nodes passed so far, 0 … 255
 * @param implicitCredit bytes that either side may send on the stream without a Credit, 1 … 16,384 (section 8)
 */
public record Init(
        long streamId,
        long tunnelId,
        @Nullable String source,
        @Nullable String destination,
        @Nullable String clientId,
        @Nullable String caller,
        int hops,
        int implicitCredit)
        implements ControlPacket {

    /** An Init with the usual implicit credit. */
    public Init(
            long streamId,
            long tunnelId,
            @Nullable String source,
            @Nullable String destination,
            @Nullable String clientId,
            @Nullable String caller,
            int hops) {
        this(streamId, tunnelId, source, destination, clientId, caller, hops, ProtocolLimits.INITIAL_CREDIT_BYTES);
    }

    /** An Init whose stream id the lane fills in when it opens the stream. */
    public static Init to(long tunnelId, @Nullable String source, @Nullable String destination) {
        return new Init(0, tunnelId, source, destination, null, null, 0);
    }

    /** The same, as the lane opens it. */
    public Init opened(long id, int credit) {
        return new Init(id, tunnelId, source, destination, clientId, caller, hops, credit);
    }

    @Override
    public PacketType type() {
        return PacketType.INIT;
    }
}
