package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.identity.ClientId;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where the HTTP API finds a client's tunnel: the local session first, the connection registry second. Any thread. */
public interface HttpTunnels {

    /**
     * The client's state now. Completed already if the client is connected here; never fails.
     *
     * @param host what the request came by, lower case, without port: of several http tunnels the one that has claimed it
     */
    CompletionStage<ClientState> find(ClientId client, String host);

    /**
     * The client that owns a host name by grant.
     *
     * @param host lower case, without port
     */
    @Nullable
    ClientId clientOfHost(String host);
}
