/**
 * Streams over control connections: {@link dev.moosic.tunnel.protocol.mux.Session}, its lanes, and
 * {@link dev.moosic.tunnel.protocol.mux.StreamChannel}, a Netty channel per stream. The same code on both ends.
 */
@NullMarked
package dev.moosic.tunnel.protocol.mux;

import org.jspecify.annotations.NullMarked;
