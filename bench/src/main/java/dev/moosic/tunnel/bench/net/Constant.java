package dev.moosic.tunnel.bench.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;

/** Bytes that are sent again and again and live as long as the program. */
public final class Constant {
    private static final UnpooledByteBufAllocator UNTRACKED = new UnpooledByteBufAllocator(true, true);

    private Constant() {}

    /** Direct, read-only, never released; write a {@code duplicate()}. */
    public static ByteBuf of(byte[] bytes) {
        return Unpooled.unreleasableBuffer(
                UNTRACKED.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
    }
}
