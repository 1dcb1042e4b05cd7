package dev.moosic.tunnel.server.lifecycle;

/** The one place that knows the {@link ServerState}. Any thread. */
public final class Readiness {
    private volatile ServerState state = ServerState.STARTING;

    public ServerState state() {
        return state;
    }

    /** What {@code /ready} answers: whether a balancer should send anything here. */
    public boolean isReady() {
        return state == ServerState.READY;
    }

    /** Whether new sessions, streams and requests are turned away. */
    public boolean isDraining() {
        return state.compareTo(ServerState.DRAINING) >= 0;
    }

    /**
     * Moves on to {@code next}.
     *
     * @return whether this call moved it; {@code false} if it is already there or beyond
     */
    public synchronized boolean advance(ServerState next) {
        if (state.compareTo(next) >= 0) {
            return false;
        }
        state = next;
        return true;
    }
}
