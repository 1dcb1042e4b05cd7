package dev.moosic.tunnel.protocol.relay;

import io.netty.channel.socket.DuplexChannel;

/**
 * Joins two channels on one event loop, commonly a TCP channel and a stream: bytes both ways, each side read only while
 * the other is writable, half-close passed on after the last byte, a reset passed on as a reset.
 */
public final class Relay {

    private Relay() {}

    /**
     * Installs the relay at the end of both pipelines and starts reading. On the event loop of both.
     *
     * @param listener told once, when both channels are closed
     */
    public static void join(DuplexChannel near, DuplexChannel far, RelayListener listener) {
        throw new UnsupportedOperationException();
    }
}
