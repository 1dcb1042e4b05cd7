package dev.moosic.tunnel.server.config;

import java.time.Duration;

/**
 * Bounds on what others can make a tunnel server hold.
 *
 * @param streamsPerClient live streams of one client
 * @param connectionsPerPort live remote connections of one remote port
 * @param connectionsPerAddress live connections of one public address, over all remote ports
 * @param unauthenticatedPerAddress control connections of one address that have not yet said who they are
 * @param clients connected clients at once
 * @param reconnectWait how long a new stream waits for a session that is away
 */
public record ConnectionLimits(
        int streamsPerClient,
        int connectionsPerPort,
        int connectionsPerAddress,
        int unauthenticatedPerAddress,
        int clients,
        Duration reconnectWait) {

    public static ConnectionLimits defaults() {
        return new ConnectionLimits(16_384, 16_384, 4_096, 64, 20_000, Duration.ofSeconds(5));
    }
}
