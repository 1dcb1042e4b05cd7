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
    private final ByteBuffer block = ByteBuffer.allocate(Long.BYTES);
    private long state;
    private long remaining;

    /** @param length bytes in all */
    public Pattern(long seed, long length) {
        this.state = seed;
        this.remaining = length;
        block.flip();
    }

    /** All bytes of a pattern. */
    public static byte[] bytes(long seed, int length) {
        try {
            return new Pattern(seed, length).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The SHA-256 of a pattern, in hex. */
    public static String sha256(long seed, long length) {
        try (PatternSink sink = new PatternSink();
                Pattern pattern = new Pattern(seed, length)) {
            pattern.transferTo(sink);
            return sink.sha256();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes not yet told. */
    public long remaining() {
        return remaining;
    }

    /** The next bytes, at most {@code maxBytes}, in a buffer of the caller's; empty at the end. */
    public ByteBuf next(ByteBufAllocator allocator, int maxBytes) {
        int bytes = (int) Math.min(maxBytes, remaining);
        ByteBuf buffer = allocator.buffer(Math.max(1, bytes));
        for (int i = 0; i < bytes; i++) {
            buffer.writeByte(read());
        }
        return buffer;
    }

    @Override
    public int read() {
        if (remaining == 0) {
            return -1;
        }
        if (!block.hasRemaining()) {
            block.clear().putLong(nextLong()).flip();
        }
        remaining--;
        return block.get() & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (length > 0 && remaining == 0) {
            return -1;
        }
        int count = (int) Math.min(length, remaining);
        for (int i = 0; i < count; i++) {
            bytes[offset + i] = (byte) read();
        }
        return count;
    }

    /** SplitMix64. */
    private long nextLong() {
        state += 0x9e3779b97f4a7c15L;
        long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
