package dev.moosic.tunnel.bench.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;

/** Ends one direction of a relayed connection. */
public final class HalfClose {
    private HalfClose() {}

    /**
     * Ends the output of {@code to} once everything written before has left (Netty drops what has not), and closes both
     * channels when both directions have ended. On the event loop of both.
     */
    public static void pass(Channel from, Channel to) {
        to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (!written.isSuccess()) {
                to.close();
                return;
            }
            ((DuplexChannel) to).shutdownOutput().addListener(done -> {
                if (((DuplexChannel) from).isOutputShutdown()) {
                    to.close();
                    from.close();
                }
            });
        });
    }
}
