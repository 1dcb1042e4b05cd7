package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.Credit;
import dev.moosic.tunnel.protocol.packet.Data;
import dev.moosic.tunnel.protocol.packet.End;
import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import dev.moosic.tunnel.protocol.packet.RefusalCode;
import dev.moosic.tunnel.protocol.packet.Refused;
import dev.moosic.tunnel.protocol.packet.Reset;
import dev.moosic.tunnel.protocol.packet.StreamErrorCode;
import dev.moosic.tunnel.protocol.packet.StreamMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.internal.StringUtil;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * A stream as a Netty channel (seeds: {@code ActiveStream}, {@code LocalActiveStream}), {@code docs/protocol.md}
 * sections 7 and 8. Lives on its lane's event loop.
 *
 * <ul>
 *   <li>Reads and writes are {@code ByteBuf}s; the channel owns what is written, the pipeline what is read.
 *   <li>Writability is flow control: a stream without credit is not writable.
 *   <li>{@code shutdownOutput()} sends what is queued, then End.
 *   <li>{@code ChannelInputShutdownEvent} follows the last byte before the peer's End.
 *   <li>The channel closes by itself after both Ends; {@code close()} before that is {@code Reset(CANCELLED)}.
 *   <li>A Reset or Refused of the peer, or the loss of the session, reaches the pipeline as a user event of type
 *       {@link StreamMessage.Close} before {@code channelInactive}; what it has not read is dropped.
 * </ul>
 */
public final class StreamChannel extends AbstractChannel implements DuplexChannel {
    /**
     * Whether bytes count as {@link #consumed} when they are delivered to the pipeline (default). False: the pipeline
     * calls {@link #consumed} when they have left for their destination, as the relay does.
     */
    public static final ChannelOption<Boolean> AUTO_CONSUME =
            ChannelOption.valueOf(StreamChannel.class, "AUTO_CONSUME");

    static final int INITIAL_CREDIT = ProtocolLimits.INITIAL_CREDIT_BYTES;

    /** What one {@code read()} may deliver, to the next whole piece. */
    private static final int READ_BYTES = 64 * 1024;

    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

    /** The bit of {@code ChannelOutboundBuffer.setUserDefinedWritability} that says whether there is credit. */
    private static final int CREDIT_BIT = 1;

    private final Lane lane;
    private final Init init;
    private final boolean openedByPeer;
    private final StreamChannelConfig config;
    private final ReceiveWindow receiveWindow;
    private final SendWindow sendWindow = new SendWindow();
    private final InboundQueue inbound = new InboundQueue();

    private volatile boolean open = true;
    private volatile boolean inputShutdown;
    private volatile boolean outputShutdown;
    private StreamState state = StreamState.OPEN;
    private boolean pipelineReady;
    private boolean readPending;
    private boolean reading;
    private boolean autoReading;
    private boolean joinedRead;
    private boolean delivering;
    private int readBytes;
    private boolean scheduled;
    private boolean starved;
    private int deficit;
    private long queuedBytes;
    private @Nullable ChannelPromise endPromise;
    private StreamMessage.@Nullable CloseReason abortedBecause;

    StreamChannel(Lane lane, Init init, SessionBudget budget, boolean charged, boolean openedByPeer) {
        super(null);
        this.lane = lane;
        this.init = init;
        this.openedByPeer = openedByPeer;
        this.config = new StreamChannelConfig(this);
        this.receiveWindow = new ReceiveWindow(budget, charged);
    }

    /** The Init that opened this stream. */
    public Init init() {
        return init;
    }

    /** Unsigned. */
    public long streamId() {
        return init.streamId();
    }

    public Lane lane() {
        return lane;
    }

    /**
     * Tells that {@code bytes} delivered to the pipeline have left for their destination, so that the peer may send
     * more. On the event loop. Every delivered byte is reported exactly once; only with {@link #AUTO_CONSUME} false.
     *
     * @throws IllegalArgumentException for more bytes than were received
     */
    public void consumed(int bytes) {
        assert lane.eventLoop().inEventLoop();
        receiveWindow.consumed(bytes, lane.eventLoop().ticker().nanoTime(), lane.roundTripNanos());
        grant();
    }

    /**
     * Refuses a stream that the peer opened; instead of any write. Does nothing if the stream is closed. On the event
     * loop.
     */
    public void refuse(RefusalCode code, String message) {
        assert lane.eventLoop().inEventLoop() && openedByPeer;
        if (state != StreamState.CLOSED) {
            endBoth(new Refused(streamId(), code, message));
        }
    }

    /** Ends both directions at once; queued writes fail. Any thread; after the end does nothing. */
    public void reset(StreamErrorCode code, String message) {
        lane.execute(() -> {
            if (state != StreamState.CLOSED) {
                endBoth(new Reset(streamId(), code, message));
            }
        });
    }

    // What the lane tells.

    /** Registers the channel and, once its pipeline is ready, lets it have what has come in meanwhile. */
    void register() {
        if (!open) {
            return;
        }
        lane.eventLoop().register(this).addListener(registered -> {
            pipelineReady = registered.isSuccess();
            if (abortedBecause != null) {
                abort(abortedBecause);
            } else {
                deliver();
            }
        });
    }

    /** Takes ownership of {@code data}. */
    void receiveData(ByteBuf data) {
        if (!state.mayReceive()) {
            data.release();
            violated(StreamErrorCode.PROTOCOL_ERROR, "Data after End");
        } else if (!receiveWindow.received(data.readableBytes())) {
            data.release();
            violated(StreamErrorCode.FLOW_CONTROL_ERROR, "Data past the limit of " + receiveWindow.limit());
        } else if (inputShutdown) {
            int bytes = data.readableBytes();
            data.release();
            consumed(bytes);
        } else {
            inbound.add(data, alloc());
            deliver();
        }
    }

    void receiveEnd() {
        if (!state.mayReceive()) {
            violated(StreamErrorCode.PROTOCOL_ERROR, "End after End");
            return;
        }
        receiveWindow.ended();
        enter(StreamState.Event.END_RECEIVED);
        deliver();
    }

    void receiveCredit(long limit) {
        sendWindow.raise(limit);
        updateWritability();
        schedule();
    }

    /** The control channel's read is complete, and with it ours. */
    void receiveComplete() {
        joinedRead = false;
        if (reading) {
            endRead();
            deliver();
        }
    }

    /** Ends the stream because of {@code reason}, which the pipeline is told: at once, or when it is ready. */
    void abort(StreamMessage.CloseReason reason) {
        if (state != StreamState.CLOSED) {
            enter(StreamState.Event.ABORTED);
        }
        inbound.release();
        receiveWindow.close();
        abortedBecause = reason;
        if (pipelineReady && open) {
            pipeline().fireUserEventTriggered(new StreamMessage.Close(reason));
            unsafe().close(unsafe().voidPromise());
        }
    }

    /** Some of the session's budget is free again, for which this stream had to wait. */
    void budgetReleased() {
        starved = false;
        grant();
    }

    /**
     * Sends Data of up to {@code quantum} bytes and what earlier turns left over.
     *
     * @return whether the stream wants another turn
     */
    boolean takeTurn(int quantum) {
        deficit += quantum;
        ChannelOutboundBuffer queue = unsafe().outboundBuffer();
        while (queue != null && queue.current() instanceof ByteBuf buffer) {
            int bytes =
                    Math.min(Math.min(buffer.readableBytes(), ProtocolLimits.MAX_DATA_BYTES), sendWindow.available());
            if (bytes > deficit) {
                return true;
            }
            if (bytes == 0 && buffer.isReadable()) {
                break;
            }
            send(queue, buffer, bytes);
            queue = unsafe().outboundBuffer();
        }
        scheduled = false;
        deficit = 0;
        updateWritability();
        endIfDrained();
        return false;
    }

    private void send(ChannelOutboundBuffer queue, ByteBuf buffer, int bytes) {
        if (bytes > 0) {
            lane.output().sendData(data(buffer, bytes));
            sendWindow.sent(bytes);
            deficit -= bytes;
            queuedBytes -= bytes;
            lane.session().counters().sent(bytes);
            queue.progress(bytes);
        }
        if (!buffer.isReadable()) {
            queue.remove();
        }
    }

    /** The next bytes of a queued buffer as a packet that shares its memory: the headroom too, if it goes as a whole. */
    private Data data(ByteBuf buffer, int bytes) {
        if (bytes < buffer.readableBytes()) {
            return new Data(streamId(), buffer.readRetainedSlice(bytes));
        }
        int headroom = Data.headroomOf(buffer);
        ByteBuf whole = buffer.retainedDuplicate();
        buffer.skipBytes(bytes);
        return new Data(streamId(), whole, headroom);
    }

    private void endBoth(ControlPacket packet) {
        enter(StreamState.Event.ABORTED);
        lane.send0(packet);
        unsafe().close(unsafe().voidPromise());
    }

    private void violated(StreamErrorCode code, String message) {
        lane.send0(new Reset(streamId(), code, message));
        abort(new StreamMessage.ResetByPeer(code, "the peer broke the protocol: " + message));
    }

    private void enter(StreamState.Event event) {
        assert lane.eventLoop().inEventLoop();
        state = state.after(event);
        if (state == StreamState.CLOSED) {
            lane.streamClosed(this);
        }
    }

    // Reading.

    private void grant() {
        if (!state.mayReceive()) {
            return;
        }
        if (receiveWindow.grant()) {
            lane.send0(new Credit(streamId(), receiveWindow.limit()));
        }
        if (!starved && receiveWindow.isStarved()) {
            starved = true;
            lane.starve(this);
        }
    }

    private void deliver() {
        if (delivering || !pipelineReady) {
            return;
        }
        delivering = true;
        try {
            for (ByteBuf piece = next(); piece != null; piece = next()) {
                int bytes = piece.readableBytes();
                readBytes += bytes;
                boolean autoConsume = config.isAutoConsume();
                pipeline().fireChannelRead(piece);
                if (autoConsume && open) {
                    consumed(bytes);
                }
                if (readBytes >= READ_BYTES || (autoReading && !config.isAutoRead())) {
                    endRead();
                }
            }
            if (reading && !joinedRead) {
                joinedRead = lane.joinRead(this);
                if (!joinedRead) {
                    endRead();
                }
            }
        } finally {
            delivering = false;
        }
        endInputIfDrained();
    }

    /** The next piece if the pipeline wants it now. */
    private @Nullable ByteBuf next() {
        if (!reading && readPending && !inbound.isEmpty()) {
            readPending = false;
            reading = true;
            autoReading = config.isAutoRead();
            readBytes = 0;
        }
        return reading ? inbound.poll() : null;
    }

    private void endRead() {
        if (reading) {
            reading = false;
            pipeline().fireChannelReadComplete();
        }
    }

    private void endInputIfDrained() {
        boolean ended = state == StreamState.HALF_CLOSED_REMOTE || state == StreamState.CLOSED;
        if (!ended || !inbound.isEmpty() || !open) {
            return;
        }
        if (!inputShutdown) {
            endRead();
            inputShutdown = true;
            pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
        closeIfDone();
    }

    private void closeIfDone() {
        if (open && state == StreamState.CLOSED && inputShutdown && inbound.isEmpty()) {
            unsafe().close(unsafe().voidPromise());
        }
    }

    void autoReadCleared() {
        readPending = false;
    }

    // Writing.

    private void schedule() {
        ChannelOutboundBuffer queue = unsafe().outboundBuffer();
        if (!scheduled && queue != null && !queue.isEmpty() && sendWindow.available() > 0) {
            scheduled = true;
            lane.scheduler().ready(this);
        }
    }

    private void updateWritability() {
        ChannelOutboundBuffer queue = unsafe().outboundBuffer();
        boolean credit = sendWindow.available() > 0;
        if (queue != null && queue.getUserDefinedWritability(CREDIT_BIT) != credit) {
            queue.setUserDefinedWritability(CREDIT_BIT, credit);
        }
    }

    private void endIfDrained() {
        ChannelOutboundBuffer queue = unsafe().outboundBuffer();
        ChannelPromise promise = endPromise;
        if (promise != null && queue != null && queue.isEmpty() && state.maySend()) {
            endPromise = null;
            lane.send0(new End(streamId()));
            enter(StreamState.Event.END_SENT);
            promise.trySuccess();
            pipeline().fireUserEventTriggered(ChannelOutputShutdownEvent.INSTANCE);
            closeIfDone();
        }
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        lane.execute(() -> {
            if (!open) {
                promise.tryFailure(new ClosedChannelException());
            } else if (outputShutdown) {
                promise.trySuccess();
            } else {
                unsafe().flush();
                outputShutdown = true;
                endPromise = promise;
                endIfDrained();
            }
        });
        return promise;
    }

    /** Drops what the peer still sends, and lets it send. */
    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        lane.execute(() -> {
            inputShutdown = true;
            consumed(inbound.release());
            promise.trySuccess();
            closeIfDone();
        });
        return promise;
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        shutdownInput();
        return shutdownOutput(promise);
    }

    @Override
    public boolean isInputShutdown() {
        return inputShutdown;
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShutdown;
    }

    @Override
    public boolean isShutdown() {
        return inputShutdown && outputShutdown;
    }

    @Override
    public ChannelFuture shutdownInput() {
        return shutdownInput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdown() {
        return shutdown(newPromise());
    }

    // AbstractChannel.

    @Override
    public EventLoop eventLoop() {
        return lane.eventLoop();
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new StreamUnsafe();
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return loop == lane.eventLoop();
    }

    @Override
    protected SocketAddress localAddress0() {
        return new StreamAddress(streamId());
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return new StreamAddress(streamId());
    }

    @Override
    protected void doBind(SocketAddress localAddress) {
        throw new UnsupportedOperationException("a stream is not bound");
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doBeginRead() {
        readPending = true;
        deliver();
    }

    @Override
    protected Object filterOutboundMessage(Object message) throws Exception {
        if (!(message instanceof ByteBuf buffer)) {
            throw new UnsupportedOperationException(
                    "a stream writes ByteBuf, found " + StringUtil.simpleClassName(message));
        }
        if (outputShutdown) {
            throw new ChannelOutputShutdownException("write after shutdownOutput");
        }
        queuedBytes += buffer.readableBytes();
        lane.session().counters().queued(buffer.readableBytes());
        return buffer;
    }

    /** Leaves what lacks credit where it is: Credit, and the lane when it has room, come for it. */
    @Override
    protected void doWrite(ChannelOutboundBuffer queue) {
        while (queue.current() instanceof ByteBuf buffer && !buffer.isReadable()) {
            queue.remove();
        }
        schedule();
    }

    @Override
    protected void doClose() {
        if (!open) {
            return;
        }
        open = false;
        reading = false;
        inbound.release();
        receiveWindow.close();
        if (state != StreamState.CLOSED) {
            enter(StreamState.Event.ABORTED);
            lane.send0(new Reset(streamId(), StreamErrorCode.CANCELLED, ""));
        }
        lane.session().counters().dropped(queuedBytes);
        queuedBytes = 0;
        if (endPromise != null) {
            endPromise.tryFailure(new ClosedChannelException());
            endPromise = null;
        }
    }

    private final class StreamUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            promise.setFailure(new UnsupportedOperationException("a stream is connected from the start"));
        }
    }
}
