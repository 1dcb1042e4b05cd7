package dev.moosic.tunnel.protocol.transport;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.internal.ThreadExecutorMap;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The largest buffers that sockets are read into, kept by each thread for its next reads. The one given back last is
 * taken first, since it is still in the processor's cache; a general allocator hands out one that is not, and now and
 * then clears new memory. An event loop keeps more of them while it needs more.
 */
final class ReadBuffers extends AbstractByteBufAllocator {
    /**
     * The size of each. What is read into one is sent on as one frame, which with its headers is no larger: a little less
     * than what the kernel puts into one segment (65,483 bytes on loopback, 65,160 by segmentation offload with 1,448 a
     * packet), so that a frame does not leave a second segment of a few bytes behind it.
     */
    static final int BYTES = 65_152;

    /** How many a thread keeps: what a fast stream has on its way between two acknowledgements, and some. */
    static final int KEPT = 32;

    /** How many an event loop keeps while they are in use: what many streams at once have on their way. */
    static final int MOST_KEPT = 128;

    /** Those that were not needed for so long are freed, down to {@link #KEPT}. */
    static final Duration UNUSED = Duration.ofSeconds(1);

    private static final FastThreadLocal<ReadBuffers> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected ReadBuffers initialValue() {
            return new ReadBuffers();
        }

        @Override
        protected void onRemoval(ReadBuffers buffers) {
            buffers.kept.forEach(ReadBuffer::free);
            buffers.kept.clear();
        }
    };

    private final Thread owner = Thread.currentThread();
    private final @Nullable EventExecutor loop = ThreadExecutorMap.currentExecutor();
    private final int mostKept = loop == null ? KEPT : MOST_KEPT;
    private final ArrayDeque<ReadBuffer> kept = new ArrayDeque<>(KEPT);
    private int leastKept;
    private boolean freeing;

    private ReadBuffers() {
        super(true);
    }

    /** An empty buffer of {@link #BYTES}, the caller's to release on whatever thread. */
    static ByteBuf take() {
        return OF_THREAD.get().directBuffer(BYTES, BYTES);
    }

    /** How many this thread keeps now. */
    static int kept() {
        return OF_THREAD.get().kept.size();
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        ReadBuffer last = kept.pollLast();
        leastKept = Math.min(leastKept, kept.size());
        return toLeakAwareBuffer(last == null ? new ReadBuffer() : last.again());
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        throw new UnsupportedOperationException("sockets are read into direct buffers");
    }

    @Override
    public boolean isDirectBufferPooled() {
        return true;
    }

    private void keep(ReadBuffer buffer) {
        kept.addLast(buffer);
        if (kept.size() > KEPT && loop != null && !freeing) {
            freeing = true;
            leastKept = kept.size();
            loop.schedule(() -> freeUnused(loop), UNUSED.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void freeUnused(EventExecutor loop) {
        for (int unused = Math.min(leastKept, kept.size() - KEPT); unused > 0; unused--) {
            kept.removeFirst().free();
        }
        leastKept = kept.size();
        freeing = kept.size() > KEPT;
        if (freeing) {
            loop.schedule(() -> freeUnused(loop), UNUSED.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Whoever needs another buffer beside it asks {@link #alloc} for one, which is the general allocator. */
    private final class ReadBuffer extends UnpooledDirectByteBuf {
        ReadBuffer() {
            super(ByteBufAllocator.DEFAULT, BYTES, BYTES);
        }

        ReadBuffer again() {
            resetRefCnt();
            clear();
            return this;
        }

        @Override
        protected void deallocate() {
            if (Thread.currentThread() == owner && kept.size() < mostKept) {
                keep(this);
            } else {
                free();
            }
        }

        void free() {
            super.deallocate();
        }
    }
}
