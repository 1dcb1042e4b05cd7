package dev.moosic.tunnel.bench.origin;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.atomic.LongAdder;

/** Counts what comes and throws it away. */
final class Sink extends EndsWithPeer {
    private final LongAdder taken;

    Sink(LongAdder taken) {
        this.taken = taken;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        taken.add(bytes.readableBytes());
        bytes.release();
    }
}
