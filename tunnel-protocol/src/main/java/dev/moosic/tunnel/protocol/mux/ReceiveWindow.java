package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.ProtocolLimits;

/**
 * How far we let the peer send on one stream, {@code docs/protocol.md} section 8: what was received, what was consumed,
 * and the limit granted; limit − consumed is charged to the session's budget until {@link #close}.
 */
final class ReceiveWindow {
    private static final int FLOOR_BYTES = ProtocolLimits.INITIAL_CREDIT_BYTES;

    private final SessionBudget budget;
    private final WindowTuner tuner = new WindowTuner();
    private long limit = FLOOR_BYTES;
    private long received;
    private long consumed;
    private boolean closed = true;

    ReceiveWindow(SessionBudget budget) {
        this.budget = budget;
    }

    /** Takes the implicit credit from the budget; false, and the window stays closed, if there is no room. */
    boolean open() {
        closed = !budget.takeInitial(FLOOR_BYTES);
        return !closed;
    }

    long limit() {
        return limit;
    }

    /** Takes note of Data; false if the peer passed its limit. */
    boolean received(int bytes) {
        received += bytes;
        return received <= limit;
    }

    /**
     * Takes note of bytes that have left for their destination. Ask {@link #grant} afterwards.
     *
     * @throws IllegalArgumentException if that is more than was received
     */
    void consumed(int bytes, long now, long roundTripNanos) {
        if (bytes < 0 || consumed + bytes > received) {
            throw new IllegalArgumentException("consumed " + bytes + " bytes at offset " + consumed + ", of " + received
                    + " received: report every delivered byte exactly once");
        }
        consumed += bytes;
        if (!closed) {
            budget.release(bytes);
            tuner.consumed(bytes, now, roundTripNanos, isTight());
        }
    }

    /**
     * Raises the limit if that is worth a Credit and the budget has room.
     *
     * @return whether {@link #limit} rose
     */
    boolean grant() {
        long wanted = wanted();
        if (wanted < Math.max(tuner.windowBytes() / 4, SessionBudget.SMALLEST_GRANT_BYTES)) {
            return false;
        }
        long granted = budget.take(wanted, limit - consumed, FLOOR_BYTES);
        limit += granted;
        return granted > 0;
    }

    /** Whether the stream may stall for lack of budget: {@link #grant} must be tried again when some is released. */
    boolean isStarved() {
        return !closed && limit - consumed < FLOOR_BYTES / 2 && wanted() > 0;
    }

    /** The peer will send no more: gives back what it has not used. */
    void ended() {
        if (!closed) {
            budget.release(limit - received);
            limit = received;
        }
    }

    /** Gives everything back; later calls do nothing. */
    void close() {
        if (!closed) {
            closed = true;
            budget.release(limit - consumed);
        }
    }

    /** The reader keeps up, and what held the peer back was the limit. */
    private boolean isTight() {
        return consumed == received && limit - received < tuner.windowBytes() / 2;
    }

    private long wanted() {
        return closed ? 0 : consumed + tuner.windowBytes() - limit;
    }
}
