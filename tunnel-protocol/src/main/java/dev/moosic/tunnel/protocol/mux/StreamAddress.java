package dev.moosic.tunnel.protocol.mux;

import java.net.SocketAddress;

/** Both ends of a {@link StreamChannel}, for logs: {@code stream 5}. */
final class StreamAddress extends SocketAddress {
    private static final long serialVersionUID = 1L;

    private final long streamId;

    StreamAddress(long streamId) {
        this.streamId = streamId;
    }

    @Override
    public String toString() {
        return "stream " + Long.toUnsignedString(streamId);
    }
}
