package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.End;
import dev.moosic.tunnel.protocol.packet.Init;
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
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
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

    /**
     * Whether a reader that keeps a pace of its own, as a player does, is sent what it reads in the next minute (up to
     * 8 MiB), so that it has something to read while the session has no connection. Default: false. To set it to true
     * begins to watch the reader anew. On the event loop.
     */
    public static final ChannelOption<Boolean> READ_AHEAD = ChannelOption.valueOf(StreamChannel.class, "READ_AHEAD");

    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

    private final Lane lane;
    private final Init init;
    private final boolean openedByPeer;
    private final StreamChannelConfig config;
    private final StreamInput input;
    private final StreamOutput output;

    private volatile boolean open = true;
    private StreamState state = StreamState.OPEN;
    private boolean pipelineReady;
    private StreamMessage.@Nullable CloseReason abortedBecause;

    StreamChannel(Lane lane, Init init, ReceiveWindow window, boolean openedByPeer) {
        super(null);
        this.lane = lane;
        this.init = init;
        this.openedByPeer = openedByPeer;
        this.config = new StreamChannelConfig(this);
        this.input = new StreamInput(this, config, lane, window);
        this.output = new StreamOutput(this, lane);
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
        input.consumed(bytes);
    }

    /** Whether the peer may send more than the path needs, because of {@link #READ_AHEAD}. On the event loop. */
    public boolean holdsReadAhead() {
        assert lane.eventLoop().inEventLoop();
        return input.holdsReadAhead();
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

    /** Ends both directions at once, as {@link #reset}, and tells the pipeline why before it is inactive. */
    void cutOff(StreamErrorCode code, String message) {
        if (state != StreamState.CLOSED) {
            lane.send0(new Reset(streamId(), code, message));
            abort(new StreamMessage.ResetByPeer(code, message));
        }
    }

    // What the lane tells.

    StreamInput input() {
        return input;
    }

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
                input.deliver();
            }
        });
    }

    /** Takes ownership of {@code data}. */
    void receiveData(ByteBuf data) {
        if (!state.mayReceive()) {
            data.release();
            violated(StreamErrorCode.PROTOCOL_ERROR, "Data after End");
        } else if (!input.receive(data)) {
            violated(StreamErrorCode.FLOW_CONTROL_ERROR, "Data past the limit of " + input.limit());
        }
    }

    void receiveEnd() {
        if (!state.mayReceive()) {
            violated(StreamErrorCode.PROTOCOL_ERROR, "End after End");
            return;
        }
        enter(StreamState.Event.END_RECEIVED);
        input.end();
    }

    void receiveCredit(long limit) {
        output.credit(limit);
    }

    /** Ends the stream because of {@code reason}, which the pipeline is told: at once, or when it is ready. */
    void abort(StreamMessage.CloseReason reason) {
        if (state != StreamState.CLOSED) {
            enter(StreamState.Event.ABORTED);
        }
        input.close();
        abortedBecause = reason;
        if (pipelineReady && open) {
            pipeline().fireUserEventTriggered(new StreamMessage.Close(reason));
            unsafe().close(unsafe().voidPromise());
        }
    }

    // What the halves tell.

    boolean isPipelineReady() {
        return pipelineReady && abortedBecause == null;
    }

    /** Everything queued was sent, and End was asked for. */
    void sendEnd(ChannelPromise promise) {
        if (state.maySend()) {
            lane.send0(new End(streamId()));
            enter(StreamState.Event.END_SENT);
            promise.trySuccess();
            pipeline().fireUserEventTriggered(ChannelOutputShutdownEvent.INSTANCE);
            closeIfDone();
        } else {
            promise.tryFailure(new ClosedChannelException());
        }
    }

    /** Closes the channel if both directions ended in order. */
    void closeIfDone() {
        if (open && state == StreamState.CLOSED && input.isDone()) {
            unsafe().close(unsafe().voidPromise());
        }
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

    // DuplexChannel.

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        lane.execute(() -> output.shutdown(promise));
        return promise;
    }

    /** Drops what the peer still sends, and lets it send. */
    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        lane.execute(() -> {
            input.shutdown();
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
        return input.isShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return output.isShutdown();
    }

    @Override
    public boolean isShutdown() {
        return input.isShutdown() && output.isShutdown();
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
        input.requested();
    }

    @Override
    protected Object filterOutboundMessage(Object message) throws Exception {
        return output.filter(message);
    }

    /** Leaves what lacks credit where it is: Credit, and the lane when it has room, come for it. */
    @Override
    protected void doWrite(ChannelOutboundBuffer queue) {
        output.flushed(queue);
    }

    @Override
    protected void doClose() {
        if (!open) {
            return;
        }
        open = false;
        input.close();
        output.close();
        if (state != StreamState.CLOSED) {
            enter(StreamState.Event.ABORTED);
            lane.send0(new Reset(streamId(), StreamErrorCode.CANCELLED, ""));
        }
    }

    private final class StreamUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            promise.setFailure(new UnsupportedOperationException("a stream is connected from the start"));
        }

        @Override
        protected void flush0() {
            super.flush0();
            lane.scheduler().sendGathered();
        }
    }
}
