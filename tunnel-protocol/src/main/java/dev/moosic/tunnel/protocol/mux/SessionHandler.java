package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.ControlPacket;

/** What the owner of a {@link Session} is told. Every call comes on the event loop of the lane concerned. */
public interface SessionHandler {

    /**
     * The peer opened a stream. The handler adds its channel handlers to {@code stream.pipeline()} before it returns, or
     * calls {@link StreamChannel#refuse}. Reading starts when the pipeline first reads (autoRead, or {@code read()}).
     */
    void streamOpened(StreamChannel stream);

    /** A packet that is not about one stream: Bind, Bound, Unbind, Renew or Drain. */
    void received(Lane lane, ControlPacket packet);

    /**
     * A lane lost its control connection and waits, {@link SessionSettings#grace} long, for {@link Lane#resume}. Its
     * streams live on and notice nothing.
     */
    default void detached(Lane lane, SessionCloseReason reason) {}

    /** The session is over; every stream of it was closed. Called once. */
    void closed(Session session, SessionCloseReason reason);
}
