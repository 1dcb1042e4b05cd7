package dev.moosic.tunnel.bench.load;

import dev.moosic.tunnel.bench.origin.Origin;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/** Asks for an endless stream and takes it a piece at a time. */
final class SlowReader extends ChannelInboundHandlerAdapter {
    private static final int PIECE_BYTES = 8 * 1024;

    private final long pauseNanos;

    SlowReader(int bytesPerSecond) {
        pauseNanos = TimeUnit.SECONDS.toNanos(1) * PIECE_BYTES / bytesPerSecond;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        FixedRecvByteBufAllocator pieces = new FixedRecvByteBufAllocator(PIECE_BYTES);
        pieces.maxMessagesPerRead(1);
        ctx.channel().config().setRecvByteBufAllocator(pieces);
        ctx.channel().config().setAutoRead(false);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(Unpooled.buffer(1).writeByte(Origin.SOURCE));
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
        ctx.executor().schedule(ctx::read, pauseNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
