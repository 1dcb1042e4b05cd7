package dev.moosic.tunnel.protocol.websocket;

import io.netty.buffer.ByteBuf;

/** The masking of RFC 6455 section 5.3, eight bytes at a time. */
final class Mask {
    private Mask() {}

    /**
     * Masks or unmasks in place.
     *
     * @param key the frame's masking key, big-endian
     * @param offset how many bytes of the frame's payload come before {@code index}
     */
    static void apply(ByteBuf buffer, int index, int length, int key, int offset) {
        int key4 = Integer.rotateLeft(key, Byte.SIZE * (offset & 3));
        long key8 = twice(key4);
        int end = index + length;
        int i = index;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            buffer.setLong(i, buffer.getLong(i) ^ key8);
        }
        for (int shift = 24; i < end; i++, shift -= Byte.SIZE) {
            buffer.setByte(i, buffer.getByte(i) ^ (key4 >>> shift));
        }
    }

    /** Appends the masked bytes of {@code from} to {@code to}; moves no index of {@code from}. */
    static void copy(ByteBuf from, int index, int length, ByteBuf to, int key, int offset) {
        int key4 = Integer.rotateLeft(key, Byte.SIZE * (offset & 3));
        long key8 = twice(key4);
        to.ensureWritable(length);
        int end = index + length;
        int i = index;
        int out = to.writerIndex();
        for (; i <= end - Long.BYTES; i += Long.BYTES, out += Long.BYTES) {
            to.setLong(out, from.getLong(i) ^ key8);
        }
        for (int shift = 24; i < end; i++, out++, shift -= Byte.SIZE) {
            to.setByte(out, from.getByte(i) ^ (key4 >>> shift));
        }
        to.writerIndex(out);
    }

    private static long twice(int key) {
        return (key & 0xffff_ffffL) << Integer.SIZE | (key & 0xffff_ffffL);
    }
}
