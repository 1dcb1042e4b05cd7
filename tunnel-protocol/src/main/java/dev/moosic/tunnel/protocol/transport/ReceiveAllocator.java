package dev.moosic.tunnel.protocol.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * Buffers for what is read off a socket. Their size follows the traffic, so that a trickle does not pin large ones; those
 * of a busy socket are {@link ReadBuffers}.
 */
public final class ReceiveAllocator extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int MIN_BYTES = 2 * 1024;

    private final int headroom;

    /**
     * @param headroom bytes left free before what is read, for headers that go before it when it is sent on
     * @param readsALoop how often a busy socket is read before its bytes are sent on: with those of the sockets beside it,
     *     they should fit a level-2 cache
     */
    public ReceiveAllocator(int headroom, int readsALoop) {
        super(readsALoop);
        this.headroom = headroom;
    }

    @Override
    @SuppressWarnings("deprecation") // Netty's own way to make a handle.
    public Handle newHandle() {
        return new SizingHandle();
    }

    /** Grows fourfold after a read that filled its buffer, halves after two that left three quarters of it free. */
    private final class SizingHandle extends MaxMessageHandle {
        private int bytes = MIN_BYTES;
        private boolean wasSmall;

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            ByteBuf buffer = bytes == ReadBuffers.BYTES ? ReadBuffers.take() : allocator.ioBuffer(bytes);
            return buffer.setIndex(headroom, headroom);
        }

        @Override
        public int guess() {
            return bytes;
        }

        @Override
        public void lastBytesRead(int read) {
            if (read > 0 && read == attemptedBytesRead()) {
                bytes = Math.min(bytes * 4, ReadBuffers.BYTES);
                wasSmall = false;
            } else if (read < bytes / 4) {
                bytes = wasSmall ? Math.max(bytes / 2, MIN_BYTES) : bytes;
                wasSmall = !wasSmall;
            } else {
                wasSmall = false;
            }
            super.lastBytesRead(read);
        }
    }
}
