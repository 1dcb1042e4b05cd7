package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import java.time.Duration;

/**
 * The numbers of a session that may differ between installations.
 *
 * @param budgetBytes Σ(limit − consumed) over all streams, never passed
 * @param maxStreams streams at once that the peer may have opened; one more is refused
 * @param pingAfter silence after which the peer is asked for a sign of life
 * @param deadAfter silence after which a control connection is given up
 * @param maxUnacknowledgedBytes of buffer capacity kept for resumption, for each lane
 * @param grace how long a lane waits for a new control connection; zero: it ends with its control connection
 */
public record SessionSettings(
        long budgetBytes,
        int maxStreams,
        Duration pingAfter,
        Duration deadAfter,
        int maxUnacknowledgedBytes,
        Duration grace) {

    public static SessionSettings defaults() {
        return new SessionSettings(
                ProtocolLimits.SESSION_BUDGET_BYTES,
                65_536,
                ProtocolLimits.PING_AFTER,
                ProtocolLimits.DEAD_AFTER,
                ProtocolLimits.MAX_UNACKNOWLEDGED_BYTES,
                Duration.ZERO);
    }

    /** These settings with another grace. */
    public SessionSettings withGrace(Duration newGrace) {
        return new SessionSettings(budgetBytes, maxStreams, pingAfter, deadAfter, maxUnacknowledgedBytes, newGrace);
    }
}
