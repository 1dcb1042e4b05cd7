/**
 * Which node and which {@code tunnel_ws_id} hold a client now, and whose the remote ports are: the tables
 * {@code nodes}, {@code clients}, {@code connections} and {@code ports}. Nodes share them; a node that cannot reach
 * them goes on with the clients it holds.
 */
@NullMarked
package dev.moosic.tunnel.server.registry;

import org.jspecify.annotations.NullMarked;
