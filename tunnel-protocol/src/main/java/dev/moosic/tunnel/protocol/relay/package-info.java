/**
 * Bytes both ways between two Netty channels, with half-close, backpressure and resets kept. The same class serves
 * server and client.
 */
@NullMarked
package dev.moosic.tunnel.protocol.relay;

import org.jspecify.annotations.NullMarked;
