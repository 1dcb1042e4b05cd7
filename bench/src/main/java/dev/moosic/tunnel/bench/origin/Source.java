package dev.moosic.tunnel.bench.origin;

import dev.moosic.tunnel.bench.net.Pour;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Pours zeros as fast as they are taken; counts what comes, if anything is meant to. */
final class Source extends EndsWithPeer {
    private final @Nullable LongAdder taken;

    /** @param taken counts the other direction; {@code null} if that is not measured */
    Source(@Nullable LongAdder taken) {
        this.taken = taken;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        Pour.into(ctx.channel());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Pour.into(ctx.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (taken != null) {
            taken.add(bytes.readableBytes());
        }
        bytes.release();
    }
}
