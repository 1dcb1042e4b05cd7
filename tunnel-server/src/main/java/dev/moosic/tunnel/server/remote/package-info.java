/**
 * The public side of tcp tunnels: remote listeners, and remote connections that become streams to a connected client.
 */
@NullMarked
package dev.moosic.tunnel.server.remote;

import org.jspecify.annotations.NullMarked;
