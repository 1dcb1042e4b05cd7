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
 * again, does not take it away: the headers of one packet may be written there many times. Nor does anybody else read
 * such a payload, so the codec masks it where it lies, and notes the key here for the next time.
 */
public final class Data extends DefaultByteBufHolder implements ControlPacket, StreamMessage {
    private final long streamId;
    private final int headroom;

    /** Of the payload as it lies, which is confined to one event loop; see {@link #maskingKey()}. */
    private int maskingKey;

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

    /** The WebSocket masking key under which the payload lies, 0 if it lies as it is. On the event loop of the lane. */
    public int maskingKey() {
        return maskingKey;
    }

    /** Notes that the payload now lies masked with {@code key}, its first byte with the key's first. */
    public void masked(int key) {
        maskingKey = key;
    }

    /**
     * What is left after the first {@code skip} bytes, sharing their memory, without headroom; a packet of its own to
     * release. On the event loop of the lane.
     */
    public Data retainedRest(int skip) {
        ByteBuf content = content();
        int rest = content.readableBytes() - skip;
        Data packet = new Data(streamId, content.retainedSlice(content.readerIndex() + skip, rest));
        packet.masked(Integer.rotateLeft(maskingKey, Byte.SIZE * (skip & 3)));
        return packet;
    }

    @Override
    public Data replace(ByteBuf content) {
        Data packet = new Data(streamId, content);
        packet.masked(maskingKey);
        return packet;
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
