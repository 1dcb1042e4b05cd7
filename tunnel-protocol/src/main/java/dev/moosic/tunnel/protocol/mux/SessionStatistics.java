package dev.moosic.tunnel.protocol.mux;

/**
 * Figures of one session at one moment; byte counts are Data payload and rise while the bytes flow.
 *
 * @param queuedBytes waiting here for credit or for the lane
 * @param windowBytes Σ(limit − consumed) granted to the peer
 * @param roundTripNanos the smallest of the last 10 s, 0 before the first
 */
public record SessionStatistics(
        int liveStreams,
        long streamsOpened,
        long bytesSent,
        long bytesReceived,
        long queuedBytes,
        long unacknowledgedBytes,
        long windowBytes,
        long roundTripNanos) {}
