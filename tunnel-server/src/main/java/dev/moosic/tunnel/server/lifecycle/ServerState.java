package dev.moosic.tunnel.server.lifecycle;

/** Where a tunnel server is in its life. It only moves downwards. */
public enum ServerState {
    /** The listeners accept; the database is not open yet. {@code /health} is 200, {@code /ready} 503. */
    STARTING,
    /** Everything answers. */
    READY,
    /** SIGTERM came: nothing new is taken, what runs may finish. {@code /ready} is 503. */
    DRAINING,
    /** The listeners are closed. */
    STOPPED
}
