package dev.moosic.tunnel.server.remote;

import dev.moosic.tunnel.protocol.relay.RelayCloseReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one remote connection went, for the access log and the metrics.
 *
 * @param reason why it ended
 * @param timeToFirstByte until the local service's first byte left for the caller; null if none did
 */
public record RemoteReport(
        RelayCloseReason reason,
        long bytesFromRemote,
        long bytesToRemote,
        @Nullable Duration timeToFirstByte,
        Duration total) {}
