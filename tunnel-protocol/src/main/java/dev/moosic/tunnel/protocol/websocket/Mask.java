package dev.moosic.tunnel.protocol.websocket;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * The masking of RFC 6455 section 5.3. Its loop goes over one {@link LongBuffer}: of this the compiler makes vector
 * instructions under every collector, unlike of {@code ByteBuf} accessors, of a {@code VarHandle} (G1), and of two
 * buffers, which might overlap. All that pass through it are direct: if some were not, it would have to ask of each
 * element which kind it is in, and make no vector instructions for either.
 */
final class Mask {
    /** Shorter ones are not worth a view of their buffer. */
    private static final int VECTOR_FROM_BYTES = 64;

    /**
     * No buffer has more elements. Said to the compiler, to which {@code remaining()} may be any int: only an index of
     * which eightfold is an int, too, leads to an address it makes vector instructions for.
     */
    private static final int MOST_LONGS = Integer.MAX_VALUE / Long.BYTES;

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
        if (length >= VECTOR_FROM_BYTES && buffer.isDirect() && buffer.nioBufferCount() == 1) {
            whole = length & -Long.BYTES;
            xor(buffer.internalNioBuffer(index, whole), key4);
        }
        for (int i = whole; i < length; i++) {
            buffer.setByte(index + i, buffer.getByte(index + i) ^ key4 >>> 24 - Byte.SIZE * (i & 3));
        }
    }

    /** Appends the masked bytes of {@code from} to {@code to}; moves no index of {@code from}. */
    static void copy(ByteBuf from, int index, int length, ByteBuf to, int key, int offset) {
        int out = to.writerIndex();
        to.writeBytes(from, index, length);
        if (key != 0) {
            apply(to, out, length, key, offset);
        }
    }

    /** Masks {@code bytes}, a multiple of eight. */
    private static void xor(ByteBuffer bytes, int key4) {
        long bigEndian = (key4 & 0xffff_ffffL) << Integer.SIZE | (key4 & 0xffff_ffffL);
        long key8 = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? bigEndian : Long.reverseBytes(bigEndian);
        LongBuffer longs = bytes.order(ByteOrder.nativeOrder()).asLongBuffer();
        int count = Math.min(longs.remaining(), MOST_LONGS);
        for (int i = 0; i < count; i++) {
            longs.put(i, longs.get(i) ^ key8);
        }
    }
}
