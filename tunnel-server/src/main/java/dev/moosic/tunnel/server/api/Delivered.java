package dev.moosic.tunnel.server.api;

/** Told by a {@link Delivery} how it ended, once. On the lane's event loop. */
interface Delivered {

    /** The whole answer is written to the caller's channel. */
    void written();

    /** It cannot be delivered. */
    void failed(Problem problem, String outcome);
}
