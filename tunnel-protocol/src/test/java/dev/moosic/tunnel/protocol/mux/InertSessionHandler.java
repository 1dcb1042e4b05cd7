package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.ControlPacket;

/** Lets everything happen: for tests that look at the session itself. */
public final class InertSessionHandler implements SessionHandler {
    @Override
    public void streamOpened(StreamChannel stream) {}

    @Override
    public void received(Lane from, ControlPacket packet) {}

    @Override
    public void closed(Session session, SessionCloseReason reason) {}
}
