package dev.moosic.tunnel.server.config;

import dev.moosic.tunnel.protocol.identity.ClientLimits;
import java.time.Duration;

/**
 * Bounds on what others can make a tunnel server hold.
 *
 * @param perClient what one client may carry if its grants do not say; a rate of zero: no limit
 * @param connectionsPerPort live remote connections of one remote port
 * @param connectionsPerAddress live connections of one public address, over all remote ports
 * @param unauthenticatedPerAddress control connections of one address that have not yet said who they are
 * @param clients connected clients at once
 * @param reconnectWait how long a new stream waits for a session that is away
 */
public record ConnectionLimits(
        ClientLimits perClient,
        int connectionsPerPort,
        int connectionsPerAddress,
        int unauthenticatedPerAddress,
        int clients,
        Duration reconnectWait) {

    public static ConnectionLimits defaults() {
        return new ConnectionLimits(
                new ClientLimits(16_384, 0, 0, 0), 16_384, 4_096, 64, 20_000, Duration.ofSeconds(5));
    }
}
