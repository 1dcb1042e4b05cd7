package dev.moosic.tunnel.protocol.mux;

/** The states of a stream, {@code docs/protocol.md} section 7.2. {@link #after} is the only way from one to another. */
enum StreamState {
    /** Entered by Init. Left by an End either way, or by Reset or Refused. */
    OPEN(true, true),
    /** Our End was sent; the peer may still send. Entered from {@link #OPEN}. */
    HALF_CLOSED_LOCAL(false, true),
    /** The peer's End came; we may still send. Entered from {@link #OPEN}. */
    HALF_CLOSED_REMOTE(true, false),
    /** Both Ends, or a Reset or Refused either way. Never left. */
    CLOSED(false, false);

    /** What moves a stream on. */
    enum Event {
        END_SENT,
        END_RECEIVED,
        /** Reset or Refused, sent or received, or the loss of the session. */
        ABORTED
    }

    private final boolean maySend;
    private final boolean mayReceive;

    StreamState(boolean maySend, boolean mayReceive) {
        this.maySend = maySend;
        this.mayReceive = mayReceive;
    }

    /** Whether we may send Data and End. */
    boolean maySend() {
        return maySend;
    }

    /** Whether the peer may send Data and End. */
    boolean mayReceive() {
        return mayReceive;
    }

    /**
     * The state after an event.
     *
     * @throws IllegalStateException for a second End of one direction, which callers must not let happen
     */
    StreamState after(Event event) {
        switch (event) {
            case END_SENT -> {
                require(maySend, event);
                return mayReceive ? HALF_CLOSED_LOCAL : CLOSED;
            }
            case END_RECEIVED -> {
                require(mayReceive, event);
                return maySend ? HALF_CLOSED_REMOTE : CLOSED;
            }
            case ABORTED -> {
                return CLOSED;
            }
        }
        throw new AssertionError(event);
    }

    private void require(boolean legal, Event event) {
        if (!legal) {
            throw new IllegalStateException(event + " in state " + this);
        }
    }
}
