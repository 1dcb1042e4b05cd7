package dev.moosic.tunnel.server.remote;

import dev.moosic.tunnel.protocol.identity.ClientId;

/**
 * One open remote port at one moment.
 *
 * @param tunnel the tunnel's name
 * @param connections live remote connections
 */
public record BoundPort(int port, ClientId client, String tunnel, int connections) {}
