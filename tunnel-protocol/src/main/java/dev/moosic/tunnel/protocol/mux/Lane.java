package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.Close;
import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.packet.ProtocolException;
import dev.moosic.tunnel.protocol.packet.RefusalCode;
import dev.moosic.tunnel.protocol.packet.Refused;
import dev.moosic.tunnel.protocol.packet.StreamErrorCode;
import dev.moosic.tunnel.protocol.packet.StreamMessage.RefusedByPeer;
import dev.moosic.tunnel.protocol.packet.StreamMessage.ResetByPeer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of a session that runs over one control connection at a time; confined to one event loop. It outlives its
 * control connection: {@link #detach} (or the loss of it), then {@link #resume} ({@code docs/protocol.md} section 9).
 */
public final class Lane {
    private static final Logger log = LoggerFactory.getLogger(Lane.class);

    /** How long the peer may take to close the connection after a last Close. */
    private static final long CLOSE_TIMEOUT_MS = 2_000;

    /** Where a lane stands; moved on by {@link #enter} alone. */
    private enum State {
        /** Has a control channel. */
        ATTACHED,
        /** Lost it, and waits for another. */
        DETACHED,
        /** Over, with all its streams. */
        ENDED
    }

    private final Session session;
    private final int number;
    private final EventLoop eventLoop;
    private final StreamTable streams;
    private final LaneOutput output;
    private final SendScheduler scheduler;
    private final AckSchedule acks;
    private final Liveness liveness;
    private final PacketRouter router;
    private final List<StreamInput> read = new ArrayList<>();

    private volatile State state = State.DETACHED;
    private volatile long unacknowledgedBytes;
    private volatile long roundTripNanos;
    private @Nullable Channel control;
    private @Nullable Future<?> graceTimer;
    private boolean receiving;

    Lane(Session session, int number, EventLoop eventLoop) {
        this.session = session;
        this.number = number;
        this.eventLoop = eventLoop;
        this.streams = new StreamTable(session.role());
        this.output = new LaneOutput(session.settings().maxUnacknowledgedBytes());
        this.scheduler = new SendScheduler(output, eventLoop);
        this.acks = new AckSchedule(eventLoop, this::sendNow);
        this.liveness = new Liveness(eventLoop, session.settings(), this::sendNow, this::dead);
        this.router = new PacketRouter(this, streams, output, acks, liveness);
    }

    /** The loop on which this lane and every stream of it live. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    public Session session() {
        return session;
    }

    /** The lane's number in its session; the first is 0. */
    public int number() {
        return number;
    }

    /** Whether it has a control connection now. Any thread. */
    public boolean isAttached() {
        return state == State.ATTACHED;
    }

    /**
     * Opens a stream: sends Init and registers the channel, whose pipeline {@code initializer} fills. On the event loop.
     * If the session is over the channel comes back closed, and its pipeline sees {@code SESSION_LOST}; if the session's
     * budget is spent, {@code OVERLOADED}.
     */
    public StreamChannel open(Init init, ChannelHandler initializer) {
        assert eventLoop.inEventLoop();
        Init opening = init.opened(session.nextStreamId(), session.implicitCredit());
        ReceiveWindow window = new ReceiveWindow(session.budget(), opening.implicitCredit());
        StreamChannel stream = new StreamChannel(this, opening, window, false);
        stream.pipeline().addLast(initializer);
        if (state == State.ENDED) {
            stream.abort(new ResetByPeer(StreamErrorCode.SESSION_LOST, "the session is over"));
        } else if (!window.open()) {
            stream.abort(new RefusedByPeer(RefusalCode.OVERLOADED, "this side's budget for the session is spent"));
        } else {
            streams.addOwn(stream);
            session.counters().opened(false);
            send0(stream.init());
            stream.input().grantHeadStart();
        }
        stream.register();
        return stream;
    }

    /** Sends a packet that is not about one stream (Bind, Bound, Unbind, Renew, Drain). Any thread. */
    public void send(ControlPacket packet) {
        execute(() -> {
            if (state != State.ENDED) {
                send0(packet);
            }
        });
    }

    /** How many sequenced packets this side has taken over: what a hello of a resumption says. On the event loop. */
    public long received() {
        assert eventLoop.inEventLoop();
        return acks.taken();
    }

    /** Whether {@link #resume} is possible for a peer that has received this much. On the event loop. */
    public boolean keeps(long peerReceived) {
        assert eventLoop.inEventLoop();
        return state != State.ENDED && output.unacknowledged().keeps(peerReceived);
    }

    /**
     * Kills the present control connection, if any, and drops what it had not decoded; {@link #received} stands still
     * from here on until {@link #resume}. On the event loop.
     */
    public void detach() {
        assert eventLoop.inEventLoop();
        Channel present = control;
        if (present != null) {
            lost(present, new SessionCloseReason.ConnectionLost("replaced by a newer control connection"));
        }
    }

    /**
     * Goes on over another control channel, whose hellos are done and which is registered with {@link #eventLoop}:
     * sends again what the peer has not received, then what is new. On the event loop.
     *
     * @throws IllegalStateException if the lane still has a control connection or is over, or if it does not
     *     {@linkplain #keeps keep} what the peer lacks
     */
    public void resume(Channel newControl, long peerReceived) {
        assert eventLoop.inEventLoop() && newControl.eventLoop() == eventLoop;
        if (state != State.DETACHED || !keeps(peerReceived)) {
            throw new IllegalStateException(
                    "lane " + number + " is " + state + " and cannot resume at " + peerReceived);
        }
        output.unacknowledged().rewind(peerReceived);
        acks.restart();
        attach(newControl);
    }

    void attach(Channel channel) {
        control = channel;
        enter(State.ATTACHED);
        channel.pipeline().addLast(LaneHandler.NAME, new LaneHandler(this));
        output.attach(channel);
        liveness.start();
        scheduler.wake();
        if (!channel.isActive()) {
            lost(channel, new SessionCloseReason.ConnectionLost("the control connection was closed at once"));
        }
    }

    // What the control channel's pipeline tells.

    void receive(Channel from, ControlPacket packet) {
        if (from != control) {
            ReferenceCountUtil.release(packet);
            return;
        }
        if (!receiving) {
            receiving = true;
            liveness.inbound();
        }
        try {
            router.route(packet);
        } catch (ProtocolException e) {
            session.close(CloseCode.PROTOCOL_ERROR, 0, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log.error("packet failed session={} lane={} type={}", session.id(), number, packet.type(), e);
            session.close(CloseCode.INTERNAL_ERROR, 0, "a fault of the receiver of " + packet.type());
        }
    }

    void receiveComplete(Channel from) {
        if (from != control) {
            return;
        }
        receiving = false;
        liveness.inbound();
        endReads();
        scheduler.wake();
    }

    void writabilityChanged() {
        scheduler.wake();
    }

    /** Judges a failure of the control channel's pipeline; returns it in words for the loss that may follow. */
    String failed(Channel from, Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (from == control && root instanceof ProtocolException) {
            session.close(CloseCode.PROTOCOL_ERROR, 0, String.valueOf(root.getMessage()));
        } else if (!(root instanceof IOException)) {
            log.warn("control connection failed session={} lane={}", session.id(), number, cause);
        }
        if (from == control) {
            from.close();
        }
        return String.valueOf(root);
    }

    void lost(Channel from, SessionCloseReason reason) {
        if (from != control || state != State.ATTACHED) {
            return;
        }
        control = null;
        output.detach();
        liveness.stop();
        receiving = false;
        from.close();
        endReads();
        enter(State.DETACHED);
        long graceNanos = session.settings().grace().toNanos();
        if (graceNanos == 0) {
            session.lost(this, reason);
            return;
        }
        graceTimer = eventLoop.schedule(() -> session.lost(this, reason), graceNanos, TimeUnit.NANOSECONDS);
        session.handler().detached(this, reason);
    }

    // What the streams ask for.

    void send0(ControlPacket packet) {
        if (state == State.ENDED) {
            ReferenceCountUtil.release(packet);
            return;
        }
        output.send(packet);
        scheduler.wake();
        if (output.unacknowledged().isOverrun()) {
            session.close(CloseCode.OVERLOADED, 0, "too many packets are unacknowledged");
        }
    }

    LaneOutput output() {
        return output;
    }

    SendScheduler scheduler() {
        return scheduler;
    }

    long roundTripNanos() {
        return liveness.roundTripNanos();
    }

    /** Whether {@code stream}, which has begun to read, may go on until the control channel's read is complete. */
    boolean joinRead(StreamInput stream) {
        if (receiving) {
            read.add(stream);
        }
        return receiving;
    }

    void streamClosed(StreamChannel stream) {
        if (streams.remove(stream.streamId())) {
            session.counters().closed(!streams.isOwn(stream.streamId()));
        }
    }

    /** Registers a stream that the peer opened, or refuses it. */
    void accept(Init init) {
        boolean withinLimit =
                session.counters().liveStreamsOfPeer() < session.settings().maxStreams();
        ReceiveWindow window = new ReceiveWindow(session.budget(), init.implicitCredit());
        if (!withinLimit || !window.open()) {
            send0(new Refused(init.streamId(), RefusalCode.OVERLOADED, "the session's limit is reached"));
            return;
        }
        StreamChannel stream = new StreamChannel(this, init, window, true);
        streams.addPeers(stream);
        session.counters().opened(true);
        try {
            session.handler().streamOpened(stream);
        } catch (RuntimeException e) {
            log.error("stream failed to open session={} stream={}", session.id(), stream.streamId(), e);
            stream.reset(StreamErrorCode.INTERNAL_ERROR, "the stream could not be set up");
        }
        stream.register();
    }

    /** Resets the streams that {@code condition} holds for, the newest first. */
    void resetStreams(Predicate<Init> condition, StreamErrorCode code, String message) {
        List<StreamChannel> newestFirst = new ArrayList<>(streams.snapshot());
        newestFirst.sort((a, b) -> Long.compareUnsigned(b.streamId(), a.streamId()));
        for (StreamChannel stream : newestFirst) {
            if (condition.test(stream.init())) {
                stream.cutOff(code, message);
            }
        }
    }

    // The end, and figures.

    /** Ends the lane and all its streams, after a last packet to the peer if there is one. On the event loop. */
    void end(@Nullable Close farewell) {
        if (state == State.ENDED) {
            return;
        }
        Channel present = control;
        control = null;
        enter(State.ENDED);
        if (graceTimer != null) {
            graceTimer.cancel(false);
        }
        liveness.stop();
        scheduler.clear();
        output.release();
        for (StreamChannel stream : streams.snapshot()) {
            stream.abort(new ResetByPeer(StreamErrorCode.SESSION_LOST, "the session is over"));
        }
        read.clear();
        if (present != null) {
            closeControl(present, farewell);
        }
        session.ended(this);
    }

    /** Runs on the event loop, at once if that is the caller's. Lost with the loop. */
    void execute(Runnable task) {
        if (eventLoop.inEventLoop()) {
            task.run();
        } else {
            try {
                eventLoop.execute(task);
            } catch (RejectedExecutionException e) {
                log.debug("event loop is gone session={} lane={}", session.id(), number);
            }
        }
    }

    long unacknowledgedBytes() {
        return unacknowledgedBytes;
    }

    long smallestRoundTripNanos() {
        return roundTripNanos;
    }

    /**
     * Sends a last Close and leaves it to the peer to close the connection: if we closed it with bytes of the peer
     * underway, their reset could overtake our Close.
     */
    private void closeControl(Channel present, @Nullable Close farewell) {
        if (farewell == null || !present.isActive()) {
            present.close();
            return;
        }
        present.writeAndFlush(farewell).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        Future<?> patience = eventLoop.schedule((Runnable) present::close, CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        present.closeFuture().addListener(closed -> patience.cancel(false));
    }

    private void endReads() {
        for (int i = 0; i < read.size(); i++) {
            read.get(i).laneReadComplete();
        }
        read.clear();
        unacknowledgedBytes = output.unacknowledged().bytes();
        roundTripNanos = liveness.roundTripNanos();
    }

    private void sendNow(ControlPacket packet) {
        output.sendUnsequenced(packet);
        scheduler.wake();
    }

    private void dead(long silentNanos) {
        Channel present = control;
        if (present != null) {
            lost(present, new SessionCloseReason.Dead(TimeUnit.NANOSECONDS.toMillis(silentNanos)));
        }
    }

    private void enter(State next) {
        assert eventLoop.inEventLoop() && state != State.ENDED;
        if (graceTimer != null) {
            graceTimer.cancel(false);
            graceTimer = null;
        }
        state = next;
    }
}
