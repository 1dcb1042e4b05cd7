package dev.moosic.tunnel.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * Bytes drawn from a seed, told one after another: what is sent through the thing under test. {@link PatternSink} judges
 * what comes out. Not thread-safe.
 */
public final class Pattern extends InputStream {
    private final ByteBuffer block = ByteBuffer.allocate(8 * 1024).flip();
    private long state;
    private long remaining;

    /** @param length bytes in all */
    public Pattern(long seed, long length) {
        this.state = seed;
        this.remaining = length;
    }

    /** All bytes of a pattern. */
    public static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Pattern(seed, length).next(ByteBuffer.wrap(bytes));
        return bytes;
    }

    /** The SHA-256 of a pattern, in hex. */
    public static String sha256(long seed, long length) {
        PatternSink sink = new PatternSink();
        try {
            new Pattern(seed, length).transferTo(sink);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sink.sha256();
    }

    /** Bytes not yet told. */
    public long remaining() {
        return remaining;
    }

    /** The next bytes, at most {@code maxBytes}, in a buffer of the caller's; empty at the end. */
    public ByteBuf next(ByteBufAllocator allocator, int maxBytes) {
        byte[] bytes = new byte[(int) Math.min(maxBytes, remaining)];
        next(ByteBuffer.wrap(bytes));
        return allocator.buffer(Math.max(1, bytes.length)).writeBytes(bytes);
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (length > 0 && remaining == 0) {
            return -1;
        }
        int count = (int) Math.min(length, remaining);
        next(ByteBuffer.wrap(bytes, offset, count));
        return count;
    }

    /** The next bytes, as many as {@code into} takes, which must not be more than remain. */
    private void next(ByteBuffer into) {
        remaining -= into.remaining();
        while (into.hasRemaining()) {
            if (!block.hasRemaining()) {
                fillBlock();
            }
            int piece = Math.min(into.remaining(), block.remaining());
            into.put(block.slice(block.position(), piece));
            block.position(block.position() + piece);
        }
    }

    private void fillBlock() {
        block.clear();
        while (block.hasRemaining()) {
            block.putLong(nextLong());
        }
        block.flip();
    }

    /** SplitMix64. */
    private long nextLong() {
        state += 0x9e3779b97f4a7c15L;
        long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
