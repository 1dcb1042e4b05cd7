package dev.moosic.tunnel.protocol.relay;

import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import dev.moosic.tunnel.protocol.transport.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * Buffers for what is read off a socket to be sent on in a packet: room for the headers before the payload, never more
 * payload than fits one packet. Their size follows the traffic, so that a trickle does not pin large buffers.
 */
final class HeadroomReceiveAllocator extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int MIN_BYTES = 2 * 1024;
    private static final int MAX_BYTES = 64 * 1024;

    HeadroomReceiveAllocator() {
        super(Transport.READS_A_LOOP);
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
            int headroom = ProtocolLimits.HEADROOM_BYTES;
            return allocator.ioBuffer(bytes).setIndex(headroom, headroom);
        }

        @Override
        public int guess() {
            return bytes;
        }

        @Override
        public void lastBytesRead(int read) {
            if (read > 0 && read == attemptedBytesRead()) {
                bytes = Math.min(bytes * 4, MAX_BYTES);
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
