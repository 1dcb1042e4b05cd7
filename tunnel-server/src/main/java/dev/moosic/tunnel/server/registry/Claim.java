package dev.moosic.tunnel.server.registry;

import dev.moosic.tunnel.protocol.identity.ClientId;

/**
 * This node's hold on a client, by one session.
 *
 * @param instance random per client process; another instance of the same client is a takeover
 * @param tunnelWsId names the session
 * @param epoch rises with every takeover of the client; {@link #PENDING} until the database has heard of the claim
 */
public record Claim(ClientId client, String instance, String tunnelWsId, long epoch) {
    /** The epoch of a claim that waits for the database. */
    public static final long PENDING = 0;

    boolean isPending() {
        return epoch == PENDING;
    }

    Claim at(long newEpoch) {
        return new Claim(client, instance, tunnelWsId, newEpoch);
    }
}
