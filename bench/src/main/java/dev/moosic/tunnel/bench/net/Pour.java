package dev.moosic.tunnel.bench.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** Zeros without end. */
public final class Pour {
    private static final int PIECE_BYTES = 64 * 1024;
    private static final ByteBuf ZEROS = Constant.of(new byte[PIECE_BYTES]);

    private Pour() {}

    /** Writes while the channel takes it; to be called again when it becomes writable. On the channel's event loop. */
    public static void into(Channel channel) {
        boolean wrote = false;
        while (channel.isWritable() && channel.isActive()) {
            channel.write(ZEROS.duplicate(), channel.voidPromise());
            wrote = true;
        }
        if (wrote) {
            channel.flush();
        }
    }
}
