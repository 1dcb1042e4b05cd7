package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.Close;
import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import dev.moosic.tunnel.protocol.packet.StreamErrorCode;
import io.netty.channel.Channel;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A session and its lanes, {@code docs/protocol.md} section 1. */
public final class Session {

    /** Which end this is: the dialer's stream ids are odd, the acceptor's even. */
    public enum Role {
        DIALER,
        ACCEPTOR
    }

    private final Role role;
    private final String id;
    private final SessionSettings settings;
    private final SessionHandler handler;
    private final SessionBudget budget;
    private final SessionCounters counters = new SessionCounters();
    private final Pace inboundPace = new Pace();
    private final Pace outboundPace = new Pace();
    private final AtomicLong streamIds;
    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private final AtomicInteger laneNumbers = new AtomicInteger();
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicReference<@Nullable SessionCloseReason> closeReason = new AtomicReference<>();
    private final AtomicBoolean told = new AtomicBoolean();

    public Session(Role role, String id, SessionSettings settings, SessionHandler handler) {
        this.role = role;
        this.id = id;
        this.settings = settings;
        this.handler = handler;
        this.budget = new SessionBudget(settings.budgetBytes());
        this.streamIds = new AtomicLong(role == Role.DIALER ? 1 : 2);
    }

    public String id() {
        return id;
    }

    public Role role() {
        return role;
    }

    /**
     * Adds a lane over a control channel whose hellos are done and whose pipeline ends with the WebSocket packet codec.
     * Called on that channel's event loop. If the session is over the channel is closed.
     */
    public Lane addLane(Channel control) {
        assert control.eventLoop().inEventLoop();
        Lane lane = new Lane(this, laneNumbers.getAndIncrement(), control.eventLoop());
        lanes.add(lane);
        lane.attach(control);
        if (closeReason.get() != null) {
            lane.end(null);
        }
        return lane;
    }

    /**
     * The lane for a next stream: the lanes take turns, those without a control connection last. Any thread.
     *
     * @throws IllegalStateException if there is no lane: none was added yet, or the session is over
     */
    public Lane lane() {
        Lane[] present = lanes.toArray(new Lane[0]);
        if (present.length == 0) {
            throw new IllegalStateException("session " + id + " has no lane");
        }
        int start = Math.floorMod(turns.getAndIncrement(), present.length);
        for (int i = 0; i < present.length; i++) {
            Lane lane = present[(start + i) % present.length];
            if (lane.isAttached()) {
                return lane;
            }
        }
        return present[start];
    }

    /** The lanes that are not over, in the order of their numbers; a pass sees those of its beginning. Any thread. */
    public List<Lane> lanes() {
        return Collections.unmodifiableList(lanes);
    }

    public boolean isOpen() {
        return closeReason.get() == null;
    }

    /** Sends Close, resets all streams, closes the control connections. Any thread; later calls do nothing. */
    public void close(CloseCode code, long retryAfterMs, String message) {
        end(new SessionCloseReason.ClosedHere(code, message), new Close(code, retryAfterMs, message));
    }

    /** Live figures for metrics and status. Any thread. */
    public SessionStatistics statistics() {
        long unacknowledged = 0;
        long roundTrip = 0;
        for (Lane lane : lanes) {
            unacknowledged += lane.unacknowledgedBytes();
            long nanos = lane.smallestRoundTripNanos();
            roundTrip = roundTrip == 0 || nanos == 0 ? Math.max(roundTrip, nanos) : Math.min(roundTrip, nanos);
        }
        return counters.snapshot(unacknowledged, budget.heldBytes(), roundTrip);
    }

    /** Live streams, whoever opened them. Any thread. */
    public int liveStreams() {
        return counters.liveStreams();
    }

    /** How fast the streams together may take bytes from the peer; without limit at first. Any thread. */
    public Pace inboundPace() {
        return inboundPace;
    }

    /** How fast the streams together may send bytes to the peer; without limit at first. Any thread. */
    public Pace outboundPace() {
        return outboundPace;
    }

    /**
     * Resets those live streams that {@code condition} holds for, the newest of each lane first. Any thread; on a lane's
     * own event loop its streams are reset when this returns.
     */
    public void resetStreams(Predicate<Init> condition, StreamErrorCode code, String message) {
        for (Lane lane : lanes) {
            lane.execute(() -> lane.resetStreams(condition, code, message));
        }
    }

    Role peerRole() {
        return role == Role.DIALER ? Role.ACCEPTOR : Role.DIALER;
    }

    SessionSettings settings() {
        return settings;
    }

    SessionHandler handler() {
        return handler;
    }

    SessionBudget budget() {
        return budget;
    }

    SessionCounters counters() {
        return counters;
    }

    /** What a stream opened now may send, either way, without a Credit: little in a crowd, so that all have some. */
    int implicitCredit() {
        return counters.liveStreams() < ProtocolLimits.CROWD_STREAMS
                ? ProtocolLimits.INITIAL_CREDIT_BYTES
                : ProtocolLimits.CROWDED_CREDIT_BYTES;
    }

    long nextStreamId() {
        return streamIds.getAndAdd(2);
    }

    void closedByPeer(Close close) {
        end(new SessionCloseReason.ClosedByPeer(close.code(), close.retryAfterMs(), close.message()), null);
    }

    /** A lane's control connection is gone for good; with the last one the session is over. */
    void lost(Lane lane, SessionCloseReason reason) {
        lanes.remove(lane);
        boolean last = lanes.isEmpty();
        if (last) {
            closeReason.compareAndSet(null, reason);
        }
        lane.end(null);
    }

    /** A lane has ended, and its streams with it. */
    void ended(Lane lane) {
        lanes.remove(lane);
        tellIfOver();
    }

    private void end(SessionCloseReason reason, @Nullable Close farewell) {
        if (closeReason.compareAndSet(null, reason)) {
            for (Lane lane : lanes) {
                lane.execute(() -> lane.end(farewell));
            }
            tellIfOver();
        }
    }

    private void tellIfOver() {
        SessionCloseReason reason = closeReason.get();
        if (reason != null && lanes.isEmpty() && told.compareAndSet(false, true)) {
            handler.closed(this, reason);
        }
    }
}
