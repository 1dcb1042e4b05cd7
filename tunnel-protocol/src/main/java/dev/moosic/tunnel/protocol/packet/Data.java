package dev.moosic.tunnel.protocol.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;

/**
 * Bytes of one stream, section 4. Owns its buffer: whoever holds the packet releases it once. A receiver may see one
 * packet of the wire as several of these, in order.
 */
public final class Data extends DefaultByteBufHolder implements ControlPacket, StreamMessage {
    private final long streamId;

    /** Takes ownership of {@code content}. */
    public Data(long streamId, ByteBuf content) {
        super(content);
        this.streamId = streamId;
    }

    @Override
    public PacketType type() {
        return PacketType.DATA;
    }

    @Override
    public long streamId() {
        return streamId;
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
