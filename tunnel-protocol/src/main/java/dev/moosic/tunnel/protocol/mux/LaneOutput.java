package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.Data;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a lane: writes packets to the control channel if there is one, keeps the sequenced ones until
 * they are acknowledged, and writes them again to the next control channel. On the lane's event loop.
 */
final class LaneOutput {
    /** What may wait in the control channel before streams have to: a control packet waits behind no more than this. */
    static final int OUTBOUND_BYTES = 128 * 1024;

    /** Answers a peer may make us queue without reading them (Pong, Ack); beyond, they are left out. */
    private static final int MAX_OUTBOUND_BYTES = 8 * OUTBOUND_BYTES;

    /** A payload is copied if it keeps a buffer alive that is this many times as large. */
    private static final int COPY_RATIO = 4;

    /** Room for the headers of the WebSocket codec before a copied payload. */
    private static final int COPY_HEADROOM_BYTES = 32;

    private final RetransmissionQueue unacknowledged;
    private @Nullable Channel control;
    private boolean flushDue;
    private boolean released;

    LaneOutput(long maxUnacknowledgedBytes) {
        this.unacknowledged = new RetransmissionQueue(maxUnacknowledgedBytes);
    }

    RetransmissionQueue unacknowledged() {
        return unacknowledged;
    }

    /** Starts writing to a control channel. Call {@link #writePending} afterwards. */
    void attach(Channel channel) {
        control = channel;
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(OUTBOUND_BYTES / 2, OUTBOUND_BYTES));
    }

    /** Stops writing; what is sent from now on waits for the next control channel. */
    void detach() {
        control = null;
    }

    /** Whether streams may send Data now. */
    boolean hasRoom() {
        return control != null && control.isWritable() && !unacknowledged.isFull() && !unacknowledged.hasNext();
    }

    /** Sends Data of a stream and takes ownership of it. */
    void sendData(Data data) {
        send(compact(data));
    }

    /** Sends a sequenced packet and takes ownership of it. The flush is up to {@link #flush}. */
    void send(ControlPacket packet) {
        if (released) {
            ReferenceCountUtil.release(packet);
            return;
        }
        boolean waiting = unacknowledged.hasNext();
        unacknowledged.add(packet);
        if (control != null && !waiting) {
            writeNext(control);
        }
    }

    /** Sends a packet that is not sequenced, if there is a control channel, and left out if the peer does not read. */
    void sendUnsequenced(ControlPacket packet) {
        if (control != null && control.unsafe().outboundBuffer() != null) {
            if (control.unsafe().outboundBuffer().totalPendingWriteBytes() < MAX_OUTBOUND_BYTES) {
                write(control, packet);
            }
        }
    }

    /** Writes again, as far as there is room, what the last control channel did not bring over. */
    void writePending() {
        Channel channel = control;
        while (channel != null && channel == control && unacknowledged.hasNext() && channel.isWritable()) {
            writeNext(channel);
        }
    }

    void flush() {
        if (flushDue && control != null) {
            flushDue = false;
            control.flush();
        }
    }

    void release() {
        control = null;
        released = true;
        unacknowledged.release();
    }

    private void writeNext(Channel channel) {
        ControlPacket packet = unacknowledged.next();
        if (packet != null) {
            write(channel, packet);
        }
    }

    private void write(Channel channel, ControlPacket packet) {
        flushDue = true;
        channel.write(packet, channel.voidPromise());
    }

    /** A small payload in a buffer of its own, if it would keep a large one alive until it is acknowledged. */
    private static Data compact(Data data) {
        ByteBuf content = data.content();
        int bytes = content.readableBytes();
        if (RetransmissionQueue.root(content).capacity() < (long) bytes * COPY_RATIO + COPY_HEADROOM_BYTES) {
            return data;
        }
        try {
            ByteBuf copy = content.alloc().directBuffer(COPY_HEADROOM_BYTES + bytes);
            copy.setIndex(COPY_HEADROOM_BYTES, COPY_HEADROOM_BYTES).writeBytes(content, content.readerIndex(), bytes);
            return new Data(data.streamId(), copy, COPY_HEADROOM_BYTES);
        } finally {
            data.release();
        }
    }
}
