package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import java.time.Duration;

/**
 * The numbers of a session that may differ between installations.
 *
 * @param budgetBytes Σ(limit − consumed) over all streams, never passed
 * @param maxStreams streams at once that the peer may have opened; one more is refused
 */
public record SessionSettings(
        long budgetBytes, int maxStreams, Duration pingAfter, Duration deadAfter, int maxUnacknowledgedBytes) {

    public static SessionSettings defaults() {
        return new SessionSettings(
                ProtocolLimits.SESSION_BUDGET_BYTES,
                65_536,
                ProtocolLimits.PING_AFTER,
                ProtocolLimits.DEAD_AFTER,
                ProtocolLimits.MAX_UNACKNOWLEDGED_BYTES);
    }
}
