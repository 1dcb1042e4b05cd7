package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.Data;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** The first handler of a control channel under test: lets so many inbound bytes through, then cuts the connection. */
final class Cutter extends ChannelInboundHandlerAdapter {
    private static final int PACKET_BYTES = 10;

    private long leftBytes;

    Cutter(long bytes) {
        this.leftBytes = bytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (leftBytes <= 0) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof ByteBuf bytes && bytes.readableBytes() > leftBytes) {
            ByteBuf part = bytes.readRetainedSlice((int) leftBytes);
            bytes.release();
            leftBytes = 0;
            ctx.fireChannelRead(part);
            ctx.close();
        } else {
            leftBytes -= size(message);
            ctx.fireChannelRead(message);
            if (leftBytes <= 0) {
                ctx.close();
            }
        }
    }

    private static int size(Object message) {
        if (message instanceof ByteBuf bytes) {
            return bytes.readableBytes();
        }
        return message instanceof Data data ? data.content().readableBytes() : PACKET_BYTES;
    }
}
