package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.Data;
import dev.moosic.tunnel.protocol.packet.ProtocolException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The sequenced packets of one lane that the peer has not acknowledged, in order, {@code docs/protocol.md} section 9.
 * Owns the packets. A cursor marks the first one not yet written to the present control connection: all before it are
 * in flight, all after it wait.
 */
final class RetransmissionQueue {
    /** What a packet without payload is charged: its own size and the entry's. */
    static final int PACKET_COST_BYTES = 128;

    private static final class Entry {
        final ControlPacket packet;
        final int counts;
        long cost;

        @Nullable
        Entry next;

        Entry(ControlPacket packet, int counts, long cost) {
            this.packet = packet;
            this.counts = counts;
            this.cost = cost;
        }
    }

    private final long maxBytes;
    private @Nullable Entry head;
    private @Nullable Entry tail;
    private @Nullable Entry cursor;

    /** Count of the peer: everything below was taken over. */
    private long acknowledged;

    /** Counts of the head entry that are below {@link #acknowledged}: a Data packet taken over in part. */
    private int headTaken;

    /** Count up to the cursor. */
    private long written;

    /** The highest {@link #written} of all control connections so far. */
    private long everWritten;

    private long bytes;

    /** @param maxBytes of buffer capacity, at which {@link #isFull} */
    RetransmissionQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Buffer capacity held. */
    long bytes() {
        return bytes;
    }

    /** Whether no more Data may be taken from streams. */
    boolean isFull() {
        return bytes >= maxBytes;
    }

    /** Whether packets without payload alone have run far past the limit: the peer lets us answer but never acknowledges. */
    boolean isOverrun() {
        return bytes >= 2 * maxBytes;
    }

    /** Whether a packet waits to be written. */
    boolean hasNext() {
        return cursor != null;
    }

    /** Appends a sequenced packet and takes ownership of it. */
    void add(ControlPacket packet) {
        Entry entry = new Entry(packet, counts(packet), PACKET_COST_BYTES);
        if (packet instanceof Data data) {
            charge(entry, data.content());
        }
        bytes += entry.cost;
        if (tail == null) {
            head = entry;
        } else {
            tail.next = entry;
        }
        tail = entry;
        if (cursor == null) {
            cursor = entry;
        }
    }

    /** The packet at the cursor, which moves on: for the caller to write (and, if Data, a reference of its own). */
    @Nullable
    ControlPacket next() {
        Entry entry = cursor;
        if (entry == null) {
            return null;
        }
        int skip = entry == head ? headTaken : 0;
        cursor = entry.next;
        written += entry.counts - skip;
        everWritten = Math.max(everWritten, written);
        if (!(entry.packet instanceof Data data)) {
            return entry.packet;
        }
        return skip == 0 ? data.retain() : data.retainedRest(skip);
    }

    /**
     * Drops what the peer has taken over.
     *
     * @throws ProtocolException for a count above what was sent or below an earlier one
     */
    void acknowledge(long taken) {
        if (taken < acknowledged || taken > written) {
            throw new ProtocolException("Ack of " + taken + ", expected " + acknowledged + " to " + written);
        }
        advance(taken);
    }

    /** Whether a lost connection can be resumed where the peer has received {@code taken}. */
    boolean keeps(long taken) {
        return taken >= acknowledged && taken <= everWritten;
    }

    /** Goes back to {@code taken}, which it {@link #keeps}: the rest is to be written again. */
    void rewind(long taken) {
        advance(taken);
        cursor = head;
        written = taken;
    }

    /** Releases everything. */
    void release() {
        for (Entry entry = head; entry != null; entry = entry.next) {
            drop(entry);
        }
        head = null;
        tail = null;
        cursor = null;
    }

    private void advance(long taken) {
        long left = taken - acknowledged + headTaken;
        Entry entry = head;
        while (entry != null && left >= entry.counts) {
            left -= entry.counts;
            drop(entry);
            if (cursor == entry) {
                cursor = entry.next;
            }
            entry = entry.next;
        }
        head = entry;
        if (entry == null) {
            tail = null;
        }
        headTaken = (int) left;
        acknowledged = taken;
    }

    private void drop(Entry entry) {
        bytes -= entry.cost;
        if (entry.packet instanceof Data data) {
            data.release();
        }
    }

    /** Charges the whole buffer that a slice keeps alive, once: to the last of the entries that share it. */
    private void charge(Entry entry, ByteBuf content) {
        ByteBuf root = root(content);
        entry.cost += root.capacity();
        if (tail != null && tail.packet instanceof Data previous && root(previous.content()) == root) {
            bytes -= root.capacity();
            tail.cost -= root.capacity();
        }
    }

    /** The buffer whose memory {@code buffer} keeps. */
    static ByteBuf root(ByteBuf buffer) {
        ByteBuf root = buffer;
        for (ByteBuf inner = root.unwrap(); inner != null; inner = root.unwrap()) {
            root = inner;
        }
        return root;
    }

    private static int counts(ControlPacket packet) {
        return packet instanceof Data data ? data.content().readableBytes() : 1;
    }
}
