package dev.moosic.tunnel.bench.origin;

import io.netty.channel.ChannelHandlerContext;

/** Sends back what comes. Its peers send little and await the answer, so nothing piles up. */
final class Echo extends EndsWithPeer {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ctx.write(message, ctx.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }
}
