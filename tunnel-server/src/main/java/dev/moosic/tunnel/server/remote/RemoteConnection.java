package dev.moosic.tunnel.server.remote;

import dev.moosic.tunnel.protocol.identity.ClientId;
import java.net.SocketAddress;

/**
 * One public connection to a remote port, for logs and metrics.
 *
 * @param tunnel the tunnel's name
 * @param source the caller's address
 */
public record RemoteConnection(ClientId client, String tunnel, int port, SocketAddress source) {}
