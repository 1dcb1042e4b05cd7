package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.Data;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.util.internal.StringUtil;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a stream: writes wait in the channel's outbound buffer until there is credit and it is the
 * stream's turn; End follows the last of them. On the lane's event loop.
 */
final class StreamOutput {
    /** The bit of {@code ChannelOutboundBuffer.setUserDefinedWritability} that says whether there is credit. */
    private static final int CREDIT_BIT = 1;

    private final StreamChannel channel;
    private final Lane lane;
    private final SendWindow window;
    private final PacedFlow flow;
    private int deficit;
    private boolean scheduled;
    private long queuedBytes;
    private @Nullable ChannelPromise endPromise;

    /** Whether End was asked for; read by any thread. */
    private volatile boolean shutdown;

    StreamOutput(StreamChannel channel, Lane lane) {
        this.channel = channel;
        this.lane = lane;
        this.window = new SendWindow(channel.init().implicitCredit());
        this.flow = new PacedFlow(lane.session().outboundPace(), lane.eventLoop(), this::schedule);
    }

    boolean isShutdown() {
        return shutdown;
    }

    /** Accepts a message for the queue. */
    ByteBuf filter(Object message) throws ChannelOutputShutdownException {
        if (!(message instanceof ByteBuf buffer)) {
            throw new UnsupportedOperationException(
                    "a stream writes ByteBuf, found " + StringUtil.simpleClassName(message));
        }
        if (shutdown) {
            throw new ChannelOutputShutdownException("write after shutdownOutput");
        }
        queuedBytes += buffer.readableBytes();
        lane.session().counters().queued(buffer.readableBytes());
        updateWritability();
        return buffer;
    }

    /** The pipeline flushed: asks the lane for a turn if there is credit, else Credit will. */
    void flushed(ChannelOutboundBuffer queue) {
        while (queue.current() instanceof ByteBuf buffer && !buffer.isReadable()) {
            queue.remove();
        }
        schedule();
    }

    /** The peer lets us send up to an offset. */
    void credit(long limit) {
        window.raise(limit);
        updateWritability();
        schedule();
    }

    /**
     * Sends Data of up to {@code quantum} bytes and what earlier turns left over.
     *
     * @return whether the stream wants another turn
     */
    boolean takeTurn(int quantum) {
        deficit += quantum;
        ChannelOutboundBuffer queue = queue();
        while (queue != null && queue.current() instanceof ByteBuf buffer) {
            int bytes = Math.min(Math.min(buffer.readableBytes(), ProtocolLimits.MAX_DATA_BYTES), window.available());
            if (bytes > deficit) {
                return true;
            }
            if (bytes > 0) {
                bytes = flow.allowance(bytes);
            }
            if (bytes == 0 && buffer.isReadable()) {
                break;
            }
            send(queue, buffer, bytes);
            queue = queue();
        }
        scheduled = false;
        deficit = 0;
        endIfDrained();
        return false;
    }

    /** Sends End after everything that is queued; whatever is written later fails. */
    void shutdown(ChannelPromise promise) {
        if (!channel.isOpen()) {
            promise.tryFailure(new ClosedChannelException());
        } else if (shutdown) {
            promise.trySuccess();
        } else {
            channel.unsafe().flush();
            shutdown = true;
            endPromise = promise;
            endIfDrained();
        }
    }

    /** The channel is closed, which fails what is queued. */
    void close() {
        flow.close();
        lane.session().counters().dropped(queuedBytes);
        queuedBytes = 0;
        if (endPromise != null) {
            endPromise.tryFailure(new ClosedChannelException());
            endPromise = null;
        }
    }

    private void send(ChannelOutboundBuffer queue, ByteBuf buffer, int bytes) {
        if (bytes > 0) {
            lane.output().sendData(data(buffer, bytes));
            window.sent(bytes);
            flow.passed(bytes);
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
        int headroom = bytes < buffer.readableBytes() ? 0 : Data.headroomOf(buffer);
        if (headroom == 0) {
            return new Data(channel.streamId(), buffer.readRetainedSlice(bytes));
        }
        ByteBuf whole = buffer.retainedDuplicate();
        buffer.skipBytes(bytes);
        return new Data(channel.streamId(), whole, headroom);
    }

    private void schedule() {
        ChannelOutboundBuffer queue = queue();
        if (!scheduled && !flow.isWaiting() && queue != null && !queue.isEmpty() && window.available() > 0) {
            scheduled = true;
            lane.scheduler().ready(this, Math.min(queuedBytes, window.available()));
        }
    }

    /** What is queued has spoken for its credit, so that a stuck stream holds one read of its source and no more. */
    private void updateWritability() {
        ChannelOutboundBuffer queue = queue();
        boolean credit = queuedBytes < window.available();
        if (queue != null && queue.getUserDefinedWritability(CREDIT_BIT) != credit) {
            queue.setUserDefinedWritability(CREDIT_BIT, credit);
        }
    }

    private void endIfDrained() {
        ChannelOutboundBuffer queue = queue();
        ChannelPromise promise = endPromise;
        if (promise != null && queue != null && queue.isEmpty()) {
            endPromise = null;
            channel.sendEnd(promise);
        }
    }

    private @Nullable ChannelOutboundBuffer queue() {
        return channel.unsafe().outboundBuffer();
    }
}
