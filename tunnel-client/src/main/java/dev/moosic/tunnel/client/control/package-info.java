/**
 * The way to the server: names, sockets, proxies, TLS, WebSocket, hellos, and the loop that keeps a session up.
 */
@NullMarked
package dev.moosic.tunnel.client.control;

import org.jspecify.annotations.NullMarked;
