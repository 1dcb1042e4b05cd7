package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import org.jspecify.annotations.Nullable;

/**
 * How far we let the peer send on one stream, {@code docs/protocol.md} section 8: what was received, what was consumed,
 * and the limit granted. Until {@link #close}, limit − consumed is charged to the session's budget, and never less than
 * the implicit credit: so much every stream can always be granted again, whatever the others hold.
 */
final class ReceiveWindow {
    /** No more is withheld for the next Credit: the peer sends in bursts of this size, and its window is less by as much. */
    static final int LARGEST_STEP_BYTES = 512 * 1024;

    private final SessionBudget budget;
    private final int floor;
    private final WindowTuner tuner;
    private long limit;
    private long received;
    private long consumed;
    private long charged;
    /** The part of {@link #charged} beyond what the path needs. */
    private long chargedAhead;

    private @Nullable ReadAhead ahead;
    private boolean ended;
    private boolean closed = true;

    /** @param implicitCredit what the peer may send without a Credit */
    ReceiveWindow(SessionBudget budget, int implicitCredit) {
        this.budget = budget;
        this.floor = implicitCredit;
        this.limit = implicitCredit;
        this.tuner = new WindowTuner(implicitCredit);
    }

    /** Takes the implicit credit from the budget; false, and the window stays closed, if there is no room. */
    boolean open() {
        closed = !budget.takeInitial(floor);
        charged = closed ? 0 : floor;
        return !closed;
    }

    /**
     * Lets the peer send {@link WindowTuner#FREE_GROWTH_BYTES} from the start, if the session holds so little that it can
     * afford this before the stream has shown a use for it. Once, after {@link #open}, and not in a crowd.
     *
     * @return whether {@link #limit} rose
     */
    boolean grantHeadStart() {
        int more = WindowTuner.FREE_GROWTH_BYTES - floor;
        if (closed || floor < ProtocolLimits.INITIAL_CREDIT_BYTES || !budget.takeHeadStart(more)) {
            return false;
        }
        tuner.skipStart();
        charged += more;
        limit += more;
        return true;
    }

    /**
     * Whether to fetch ahead of a reader with a pace of its own, as from now: it is watched anew. What was granted stays
     * granted. Not in a crowd.
     */
    void readAhead(boolean wanted) {
        ahead = wanted && floor >= ProtocolLimits.INITIAL_CREDIT_BYTES ? new ReadAhead() : null;
    }

    /** Whether the peer may send what only a reader with a pace of its own is granted. */
    boolean holdsReadAhead() {
        return chargedAhead > 0;
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
        if (ahead != null) {
            ahead.consumed(bytes, now, tuner.windowBytes(), received - consumed);
        }
        consumed += bytes;
        if (!closed) {
            releaseSurplus();
            tuner.consumed(bytes, now, roundTripNanos, isTight());
        }
    }

    /**
     * Raises the limit if that is worth a Credit: to the implicit credit always, beyond it as the budget has room.
     *
     * @return whether {@link #limit} rose
     */
    boolean grant() {
        long before = limit;
        if (!closed) {
            grantForPath();
            grantAhead();
        }
        return limit > before;
    }

    private void grantForPath() {
        long worthwhile = Math.min(SessionBudget.SMALLEST_GRANT_BYTES, floor / 2);
        long wanted = consumed + tuner.windowBytes() - limit;
        if (wanted < Math.max(Math.min(tuner.windowBytes() / 4, LARGEST_STEP_BYTES), worthwhile)) {
            return;
        }
        long refill = consumed + floor - limit;
        if (refill >= worthwhile) {
            limit += refill;
            wanted -= refill;
        }
        if (wanted > 0) {
            long granted = budget.take(wanted, charged);
            charged += granted;
            limit += granted;
        }
    }

    private void grantAhead() {
        int window = ahead == null ? 0 : ahead.windowBytes();
        long wanted = consumed + window - limit;
        if (wanted > 0 && wanted >= window / 4) {
            long granted = budget.takeReadAhead(wanted, charged);
            charged += granted;
            chargedAhead += granted;
            limit += granted;
        }
    }

    /** The peer will send no more: gives back what it has not used. */
    void ended() {
        ended = true;
        if (!closed) {
            limit = received;
            releaseSurplus();
        }
    }

    /** Gives everything back; later calls do nothing. */
    void close() {
        if (!closed) {
            closed = true;
            budget.release(charged);
            budget.releaseReadAhead(chargedAhead);
            chargedAhead = 0;
        }
    }

    private void releaseSurplus() {
        long due = Math.max(limit - consumed, ended ? 0 : floor);
        budget.release(charged - due);
        charged = due;
        long dueAhead = Math.min(chargedAhead, Math.max(0, due - tuner.windowBytes()));
        budget.releaseReadAhead(chargedAhead - dueAhead);
        chargedAhead = dueAhead;
    }

    /** The reader keeps up, and what held the peer back was the limit. */
    private boolean isTight() {
        return consumed == received && limit - received < tuner.windowBytes() / 2;
    }
}
