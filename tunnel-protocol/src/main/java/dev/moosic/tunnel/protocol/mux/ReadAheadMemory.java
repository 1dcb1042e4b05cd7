package dev.moosic.tunnel.protocol.mux;

import io.netty.util.internal.PlatformDependent;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all sessions of a process together may hold for readers with a pace of their own ({@link ReadAhead}): a part of the
 * memory that buffers can have, so that many listeners never crowd out what moves. Any thread.
 */
public final class ReadAheadMemory {
    /** The part of the buffers' memory that may be read ahead. */
    private static final int DIVISOR = 4;

    private static final ReadAheadMemory OF_PROCESS =
            new ReadAheadMemory(PlatformDependent.maxDirectMemory() / DIVISOR);

    private final long totalBytes;
    private final AtomicLong heldBytes = new AtomicLong();

    ReadAheadMemory(long totalBytes) {
        this.totalBytes = totalBytes;
    }

    /** That of this process: a quarter of the memory for direct buffers. */
    public static ReadAheadMemory ofProcess() {
        return OF_PROCESS;
    }

    /** Bytes that peers were allowed to send ahead, whether they have come or not. */
    public long heldBytes() {
        return heldBytes.get();
    }

    /** Takes up to {@code wantedBytes}; returns how many. */
    long take(long wantedBytes) {
        long before = heldBytes.getAndUpdate(held -> held + granted(wantedBytes, held));
        return granted(wantedBytes, before);
    }

    void release(long bytes) {
        if (bytes != 0) {
            long held = heldBytes.addAndGet(-bytes);
            assert held >= 0 : held;
        }
    }

    private long granted(long wantedBytes, long held) {
        return Math.min(wantedBytes, Math.max(0, totalBytes - held));
    }
}
