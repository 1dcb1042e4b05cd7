package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.websocket.Masking;

/** Streams over TCP, masked. */
class PlainStreamTest extends StreamContract {
    @Override
    ControlTransport transport() {
        return new SocketTransport(null, Masking.RANDOM);
    }
}
