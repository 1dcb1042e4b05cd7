/**
 * The control connection's pipeline below the mux: WebSocket frames (RFC 6455) to packets and back, without waiting for
 * whole frames.
 */
@NullMarked
package dev.moosic.tunnel.protocol.websocket;

import org.jspecify.annotations.NullMarked;
