package dev.moosic.tunnel.protocol.websocket;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The masking of RFC 6455 section 5.3. Its loops go over {@link ByteBuffer}s by {@link VarHandle}, eight bytes at a time:
 * the compiler makes vector instructions of these, and neither of {@code ByteBuf} accessors nor of a loop over two buffers, which might overlap.
 */
final class Mask {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private Mask() {}

    /**
     * Masks or unmasks in place.
     *
     * @param key the frame's masking key, big-endian
     * @param offset how many bytes of the frame's payload come before {@code index}
     */
    static void apply(ByteBuf buffer, int index, int length, int key, int offset) {
        int key4 = Integer.rotateLeft(key, Byte.SIZE * (offset & 3));
        int whole = 0;
        if (buffer.nioBufferCount() == 1) {
            whole = length & -Long.BYTES;
            ByteBuffer bytes = buffer.internalNioBuffer(index, whole);
            xor(bytes, bytes.position(), bytes.position() + whole, key4);
        }
        for (int i = whole; i < length; i++) {
            buffer.setByte(index + i, buffer.getByte(index + i) ^ key4 >>> 24 - Byte.SIZE * (i & 3));
        }
    }

    /** Appends the masked bytes of {@code from} to {@code to}; moves no index of {@code from}. */
    static void copy(ByteBuf from, int index, int length, ByteBuf to, int key, int offset) {
        int out = to.writerIndex();
        to.writeBytes(from, index, length);
        apply(to, out, length, key, offset);
    }

    private static void xor(ByteBuffer bytes, int from, int to, int key4) {
        long bigEndian = (key4 & 0xffff_ffffL) << Integer.SIZE | (key4 & 0xffff_ffffL);
        long key8 = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? bigEndian : Long.reverseBytes(bigEndian);
        for (int i = from; i < to; i += Long.BYTES) {
            LONGS.set(bytes, i, (long) LONGS.get(bytes, i) ^ key8);
        }
    }
}
