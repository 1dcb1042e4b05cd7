package dev.moosic.tunnel.bench.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import java.util.ArrayDeque;

/** Reads into direct buffers of 64 KiB that each event loop uses again, the last released first: it is still in cache. */
final class ReusedBuffers implements RecvByteBufAllocator {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int KEPT_PER_LOOP = 64;
    private static final int READS_PER_LOOP = 4;
    private static final ThreadLocal<ArrayDeque<Reused>> FREE = ThreadLocal.withInitial(ArrayDeque::new);

    private final FixedRecvByteBufAllocator sizes = new FixedRecvByteBufAllocator(BUFFER_BYTES);

    ReusedBuffers() {
        sizes.maxMessagesPerRead(READS_PER_LOOP);
    }

    @Override
    @SuppressWarnings("deprecation") // Netty's own interface still names it
    public Handle newHandle() {
        return new Reading((ExtendedHandle) sizes.newHandle());
    }

    private static final class Reading extends DelegatingHandle implements ExtendedHandle {
        private final ExtendedHandle counting;

        Reading(ExtendedHandle counting) {
            super(counting);
            this.counting = counting;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator ignored) {
            Reused free = FREE.get().pollLast();
            return free == null ? new Reused() : free.again();
        }

        @Override
        public boolean continueReading(io.netty.util.UncheckedBooleanSupplier maybeMoreData) {
            return counting.continueReading(maybeMoreData);
        }
    }

    private static final class Reused extends UnpooledDirectByteBuf {
        Reused() {
            super(UnpooledByteBufAllocator.DEFAULT, BUFFER_BYTES, BUFFER_BYTES);
        }

        Reused again() {
            resetRefCnt();
            clear();
            return this;
        }

        @Override
        protected void deallocate() {
            ArrayDeque<Reused> free = FREE.get();
            if (free.size() < KEPT_PER_LOOP) {
                free.addLast(this);
            } else {
                super.deallocate();
            }
        }
    }
}
