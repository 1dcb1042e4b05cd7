package dev.moosic.tunnel.protocol.websocket;

import static dev.moosic.tunnel.protocol.packet.ProtocolLimits.HEADER_BYTES;
import static dev.moosic.tunnel.protocol.packet.ProtocolLimits.MAX_DATA_BYTES;

import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.Data;
import dev.moosic.tunnel.protocol.packet.PacketCodec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/**
 * Writes packets as WebSocket frames, one frame each. The payload of a {@link Data} is sent as it lies, behind headers in
 * its headroom or in a buffer of their own, and masked where it lies if it is nobody else's. It is copied only to mask
 * what others may read, or if it is so small that a second entry in the socket's vector costs more.
 */
final class FrameEncoder {
    private static final int COPY_UP_TO_BYTES = 512;
    private static final int USUAL_FRAME_BYTES = 64;

    private final Masking masking;
    private final MaskKeys keys = new MaskKeys();

    FrameEncoder(Masking masking) {
        this.masking = masking;
    }

    /**
     * Writes one packet, not flushing; takes over a {@link Data}, also if it throws.
     *
     * @throws IllegalArgumentException if the packet is larger than the protocol allows
     */
    void write(ChannelHandlerContext ctx, ControlPacket packet, ChannelPromise promise) {
        if (packet instanceof Data data) {
            writeData(ctx, data, promise);
            return;
        }
        ByteBuf frame = newFrame(ctx, USUAL_FRAME_BYTES);
        try {
            PacketCodec.encode(packet, frame);
        } catch (RuntimeException e) {
            frame.release();
            throw e;
        }
        ctx.write(finish(frame, Opcode.BINARY), promise);
    }

    /** A control frame of WebSocket's own with a payload of at most 125 bytes, which stays the caller's. */
    ByteBuf controlFrame(ChannelHandlerContext ctx, int opcode, ByteBuf payload) {
        ByteBuf frame = newFrame(ctx, payload.readableBytes());
        frame.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
        return finish(frame, opcode);
    }

    private void writeData(ChannelHandlerContext ctx, Data data, ChannelPromise promise) {
        ByteBuf content = data.content();
        int size = content.readableBytes();
        if (size == 0 || size > MAX_DATA_BYTES) {
            data.release();
            throw new IllegalArgumentException("Data of " + size + " bytes; expected 1 to " + MAX_DATA_BYTES);
        }
        int headersBytes = FrameHeader.size(HEADER_BYTES + size, masking.isDialer()) + HEADER_BYTES;
        int key = nextKey();
        // The payload goes on after the packet's header, and the key with it.
        int payloadKey = Integer.rotateLeft(key, Byte.SIZE * (HEADER_BYTES & 3));
        int change = payloadKey ^ data.maskingKey();
        if (data.headroom() >= headersBytes) {
            int start = content.readerIndex() - headersBytes;
            if (change != 0) {
                Mask.apply(content, content.readerIndex(), size, change, 0);
                data.masked(payloadKey);
            }
            setHeaders(data, content, start, key);
            ctx.write(content.duplicate().readerIndex(start), promise);
        } else if (change != 0 || size <= COPY_UP_TO_BYTES) {
            ByteBuf frame = ctx.alloc().ioBuffer(headersBytes + size);
            setHeaders(data, frame, 0, key);
            Mask.copy(content, content.readerIndex(), size, frame.writerIndex(headersBytes), change, 0);
            data.release();
            ctx.write(frame, promise);
        } else {
            ByteBuf headers = ctx.alloc().ioBuffer(headersBytes);
            setHeaders(data, headers, 0, key);
            ctx.write(headers.writerIndex(headersBytes));
            // A slice: whoever gathers small writes must find no room behind the payload, which may be another's.
            ctx.write(content.slice(), promise);
        }
    }

    /** Writes both headers, the packet's masked, at an absolute index of {@code out}. */
    private void setHeaders(Data data, ByteBuf out, int index, int key) {
        int payloadBytes = HEADER_BYTES + data.content().readableBytes();
        FrameHeader.set(out, index, Opcode.BINARY, payloadBytes, masking.isDialer(), key);
        int packet = index + FrameHeader.size(payloadBytes, masking.isDialer());
        PacketCodec.setHeader(data, out, packet);
        if (key != 0) {
            Mask.apply(out, packet, HEADER_BYTES, key, 0);
        }
    }

    private int nextKey() {
        return masking == Masking.RANDOM ? keys.next() : 0;
    }

    /** An empty buffer with room for a frame's header before its reader index. */
    private static ByteBuf newFrame(ChannelHandlerContext ctx, int payloadBytes) {
        return ctx.alloc()
                .ioBuffer(FrameHeader.MAX_BYTES + payloadBytes)
                .setIndex(FrameHeader.MAX_BYTES, FrameHeader.MAX_BYTES);
    }

    /** Masks what is in {@code frame} and puts the header before it. */
    private ByteBuf finish(ByteBuf frame, int opcode) {
        int payload = frame.readerIndex();
        int payloadBytes = frame.readableBytes();
        int key = nextKey();
        if (key != 0) {
            Mask.apply(frame, payload, payloadBytes, key, 0);
        }
        int start = payload - FrameHeader.size(payloadBytes, masking.isDialer());
        FrameHeader.set(frame, start, opcode, payloadBytes, masking.isDialer(), key);
        return frame.readerIndex(start);
    }
}
