package dev.moosic.tunnel.protocol.mux;

/** Streams over packets passed as objects. */
class LocalStreamTest extends StreamContract {
    @Override
    ControlTransport transport() {
        return new LocalTransport();
    }
}
