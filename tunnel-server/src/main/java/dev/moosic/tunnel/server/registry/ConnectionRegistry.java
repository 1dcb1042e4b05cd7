package dev.moosic.tunnel.server.registry;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.PortRange;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The connection registry (seeds: MySQL's table {@code connections}). Any thread may call, event loops included: no
 * method blocks. Stages complete on a thread of the database or of the caller, so hop back to the event loop. Each
 * ends within {@link dev.moosic.tunnel.auth.database.Database#CALL_TIMEOUT}; where nothing else is said it fails with
 * {@link RegistryUnavailableException} while the database is away.
 */
public interface ConnectionRegistry {

    /**
     * Upserts {@code client_id} and {@code tunnel_ws_id} in {@code connections}: this node holds the client now.
     * The same instance on another node is a sibling and stays; another instance is a takeover, whose older holders
     * are told.
     *
     * @return the claim, {@link Claim#PENDING} if the database is away; it is then made good as soon as it is back.
     *     Never fails
     */
    CompletionStage<Claim> upsertConnection(ClientId client, String instance, String tunnelWsId);

    /**
     * Requests the {@code tunnel_ws_id} for a client: who holds it now, on any node.
     *
     * @return live connections, the newest claim first; empty if nobody holds it
     */
    CompletionStage<List<RegisteredConnection>> findTunnelWsId(ClientId client);

    /**
     * Deletes this node's own row of the claim's session, and nothing if a newer session has replaced it.
     *
     * @return whether there was a row. Never fails: while the database is away the row is noted for later
     */
    CompletionStage<Boolean> deleteConnection(Claim claim);

    /** Whether a client of that id has ever connected, to tell 424 from 404. */
    CompletionStage<Boolean> isKnown(ClientId client);

    /**
     * Makes {@code port} the client's, if it is nobody else's. While the database is away only a port that is known
     * to be the client's is reserved.
     */
    CompletionStage<PortReservation> reservePort(ClientId client, String tunnel, int port);

    /**
     * Finds the tunnel's own port again, or makes a free one the client's.
     *
     * @param unusable ports not to choose, such as those that another program listens on
     */
    CompletionStage<PortReservation> reservePort(
            ClientId client, String tunnel, PortRange range, Set<Integer> unusable);

    /**
     * Gives a port back, if it is the client's.
     *
     * @return whether it was
     */
    CompletionStage<Boolean> releasePort(ClientId client, int port);

    /** Whose port it is. */
    CompletionStage<Optional<ClientId>> findPortOwner(int port);

    /**
     * Makes a host name the client's, until released, if it is nobody else's. While the database is away only a name
     * that is known to be the client's is.
     *
     * @param host lower case
     * @return whether it is the client's
     */
    CompletionStage<Boolean> reserveHost(ClientId client, String host);

    /**
     * Gives a host name back, if it is the client's.
     *
     * @return whether it was
     */
    CompletionStage<Boolean> releaseHost(ClientId client, String host);

    /** Whose host name it is. */
    CompletionStage<Optional<ClientId>> findHostOwner(String host);
}
