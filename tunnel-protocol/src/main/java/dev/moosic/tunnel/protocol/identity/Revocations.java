package dev.moosic.tunnel.protocol.identity;

/**
 * Which tokens were withdrawn. Each client has a generation, zero at first; revoking the client raises it, and what was
 * signed for an earlier generation is void. No clock is involved. Called on any thread: never blocks.
 */
@FunctionalInterface
public interface Revocations {
    /** The client's generation as known here; zero if it was never revoked. */
    long generation(ClientId clientId);

    /**
     * Whether one token was revoked, whatever became of its clients.
     *
     * @param tokenId its {@code jti}
     */
    default boolean isRevoked(String tokenId) {
        return false;
    }
}
