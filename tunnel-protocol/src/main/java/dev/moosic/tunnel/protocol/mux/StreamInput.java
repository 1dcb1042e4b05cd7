package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.Credit;
import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/**
 * The receiving half of a stream: bytes wait in a queue within the granted window until the pipeline reads; what has
 * been consumed becomes credit. On the lane's event loop.
 *
 * <p>A read begins when the pipeline asked and bytes are there, and goes on until the control channel's own read is
 * complete, so that one read of the control channel is one {@code channelReadComplete} of the stream.
 */
final class StreamInput {
    /** What one {@code read()} may deliver, to the next whole piece. */
    private static final int READ_BYTES = 64 * 1024;

    private final StreamChannel channel;
    private final StreamChannelConfig config;
    private final Lane lane;
    private final InboundQueue queue = new InboundQueue();
    private final ReceiveWindow window;
    private final PacedFlow flow;
    private int readBytes;
    private boolean readPending;
    private boolean reading;
    private boolean autoReading;
    private boolean joinedLane;
    private boolean delivering;
    private boolean ended;

    /** Whether the pipeline was told of the end, or wants no more; read by any thread. */
    private volatile boolean shutdown;

    StreamInput(StreamChannel channel, StreamChannelConfig config, Lane lane, ReceiveWindow window) {
        this.channel = channel;
        this.config = config;
        this.lane = lane;
        this.window = window;
        this.flow = new PacedFlow(lane.session().inboundPace(), lane.eventLoop(), this::deliver);
    }

    boolean isShutdown() {
        return shutdown;
    }

    /** Whether the peer has ended and the pipeline knows. */
    boolean isDone() {
        return ended && shutdown && queue.isEmpty();
    }

    /** The highest offset granted to the peer. */
    long limit() {
        return window.limit();
    }

    /** Of a stream that this side has just opened: lets the peer send a larger answer without waiting for a Credit. */
    void grantHeadStart() {
        if (flow.isUnlimited() && window.grantHeadStart()) {
            tellLimit();
        }
    }

    /** See {@link StreamChannel#READ_AHEAD}; not for a client whose rate is limited, which is what it would measure. */
    void readAhead(boolean wanted) {
        window.readAhead(wanted && flow.isUnlimited());
    }

    /** Whether the peer may send what only a reader with a pace of its own is granted. */
    boolean holdsReadAhead() {
        return window.holdsReadAhead();
    }

    /**
     * Takes Data of the peer and ownership of it.
     *
     * @return false if the peer passed its limit
     */
    boolean receive(ByteBuf data) {
        int bytes = data.readableBytes();
        if (!window.received(bytes)) {
            data.release();
            return false;
        }
        if (shutdown) {
            data.release();
            consumed(bytes);
        } else {
            if (!delivering && channel.isPipelineReady() && flow.isUnlimited() && wantsNow()) {
                handOver(data);
            } else {
                queue.add(data, channel.alloc());
            }
            deliver();
        }
        return true;
    }

    /** The peer has sent End. */
    void end() {
        ended = true;
        window.ended();
        deliver();
    }

    /** The pipeline asked for a read. */
    void requested() {
        readPending = true;
        deliver();
    }

    void autoReadCleared() {
        readPending = false;
    }

    /** The control channel's read is complete, and with it ours. */
    void laneReadComplete() {
        joinedLane = false;
        if (reading) {
            endRead();
            deliver();
        }
    }

    /** Hands the pipeline what it wants to read, and the end after the last byte. */
    void deliver() {
        if (delivering || !channel.isPipelineReady()) {
            return;
        }
        int allowed;
        while ((allowed = allowed()) > 0 && wantsMore()) {
            flow.passed(allowed);
            handOver(queue.remove(allowed));
        }
        if (reading && !joinedLane) {
            joinedLane = lane.joinRead(this);
            if (!joinedLane) {
                endRead();
            }
        }
        if (ended && queue.isEmpty() && channel.isOpen()) {
            tellEnd();
        }
    }

    /** How many bytes of the next piece the pipeline wants and the client's pace lets through now. */
    private int allowed() {
        return queue.isEmpty() || !(reading || readPending) ? 0 : flow.allowance(queue.nextBytes());
    }

    /** Bytes have left for their destination. */
    void consumed(int bytes) {
        window.consumed(bytes, lane.eventLoop().ticker().nanoTime(), lane.roundTripNanos());
        grant();
    }

    /** The pipeline wants no more: drops what waits and what comes, and lets the peer send. */
    void shutdown() {
        shutdown = true;
        consumed(queue.release());
    }

    /** Drops what waits and gives the window back to the budget. */
    void close() {
        reading = false;
        flow.close();
        queue.release();
        window.close();
    }

    /** Whether the pipeline wants a piece that has just come in: what came before must go first. */
    private boolean wantsNow() {
        return queue.isEmpty() && wantsMore();
    }

    /** Whether the pipeline is in the midst of a read, or has asked for one, which then begins. */
    private boolean wantsMore() {
        if (!reading && readPending) {
            readPending = false;
            reading = true;
            autoReading = config.isAutoRead();
            readBytes = 0;
        }
        return reading;
    }

    private void handOver(ByteBuf piece) {
        int bytes = piece.readableBytes();
        readBytes += bytes;
        boolean autoConsume = config.isAutoConsume();
        delivering = true;
        try {
            channel.pipeline().fireChannelRead(piece);
            if (autoConsume) {
                consumed(bytes);
            }
            if (readBytes >= READ_BYTES || (autoReading && !config.isAutoRead())) {
                endRead();
            }
        } finally {
            delivering = false;
        }
    }

    private void endRead() {
        if (reading) {
            reading = false;
            channel.pipeline().fireChannelReadComplete();
        }
    }

    private void tellEnd() {
        endRead();
        if (!shutdown) {
            shutdown = true;
            channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
        channel.closeIfDone();
    }

    private void grant() {
        if (!ended && window.grant()) {
            tellLimit();
        }
    }

    private void tellLimit() {
        lane.send0(new Credit(channel.streamId(), window.limit()));
    }
}
