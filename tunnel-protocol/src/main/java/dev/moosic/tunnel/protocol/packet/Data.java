package dev.moosic.tunnel.protocol.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;

/**
 * Bytes of one stream, section 4. Owns its buffer: whoever holds the packet releases it once. A receiver may see one
 * packet of the wire as several of these, in order, each a slice of what the socket read; who keeps a small one for long
 * copies it, since it pins the whole.
 *
 * <p>The <em>headroom</em> is the number of bytes before the reader index that belong to nobody else, so that the
 * WebSocket codec may write its headers there instead of into a buffer of their own. Retaining the packet, to send it
 * again, does not take it away: the headers of one packet may be written there many times.
 */
public final class Data extends DefaultByteBufHolder implements ControlPacket, StreamMessage {
    private final long streamId;
    private final int headroom;

    /** A packet without headroom. Takes ownership of {@code content}. */
    public Data(long streamId, ByteBuf content) {
        this(streamId, content, 0);
    }

    /**
     * Takes ownership of {@code content}.
     *
     * @param headroom bytes before the reader index that may be overwritten, as {@link #headroomOf} found before the
     *     buffer was retained or sliced
     */
    public Data(long streamId, ByteBuf content, int headroom) {
        super(content);
        this.streamId = streamId;
        this.headroom = headroom;
    }

    /**
     * The bytes before {@code buffer}'s reader index if the caller is the only owner of its memory, else 0. A slice of
     * a larger buffer is taken for shared, since the bytes before it may be another packet's payload.
     */
    public static int headroomOf(ByteBuf buffer) {
        for (ByteBuf layer = buffer; layer != null; layer = layer.unwrap()) {
            if (layer.refCnt() != 1 || layer.capacity() != buffer.capacity() || layer.isReadOnly()) {
                return 0;
            }
        }
        return buffer.readerIndex();
    }

    @Override
    public PacketType type() {
        return PacketType.DATA;
    }

    @Override
    public long streamId() {
        return streamId;
    }

    /** Bytes before the content's reader index that may be overwritten. */
    public int headroom() {
        return headroom;
    }

    /**
     * The same bytes and headroom with indices of their own; the new packet is released apart from this one. Without
     * headroom the memory around the bytes may be somebody else's, and a pooled slice's duplicate can be written past its
     * end (a TLS handler gathers small writes there): then it is a slice, which has no room.
     */
    @Override
    public Data retainedDuplicate() {
        ByteBuf view = headroom > 0 ? content().retainedDuplicate() : content().retainedSlice();
        return new Data(streamId, view, headroom);
    }

    @Override
    public Data replace(ByteBuf content) {
        return new Data(streamId, content);
    }

    @Override
    public Data retain() {
        super.retain();
        return this;
    }

    @Override
    public Data retain(int increment) {
        super.retain(increment);
        return this;
    }

    @Override
    public Data touch() {
        super.touch();
        return this;
    }

    @Override
    public Data touch(Object hint) {
        super.touch(hint);
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && other instanceof Data data && data.streamId == streamId;
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + Long.hashCode(streamId);
    }
}
