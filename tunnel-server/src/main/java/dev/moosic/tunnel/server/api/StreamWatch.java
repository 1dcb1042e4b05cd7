package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.mux.StreamChannel;
import dev.moosic.tunnel.protocol.packet.StreamErrorCode;
import dev.moosic.tunnel.protocol.packet.StreamMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/**
 * Stands first in a local connection's pipeline: counts the raw bytes, for which credit has to be given back, and makes
 * sure that an abnormal end is known as such before the decoder sees the channel inactive and takes it for a clean one.
 */
final class StreamWatch extends ChannelInboundHandlerAdapter {
    private int unreported;
    private boolean endSeen;

    /** Raw bytes delivered and not yet taken by this method; whoever takes them reports them {@link #consumed}. */
    int takeUnreported() {
        int bytes = unreported;
        unreported = 0;
        return bytes;
    }

    /** Gives credit back for bytes that have left for the caller; does nothing on a plain socket. */
    static void consumed(io.netty.channel.Channel channel, int bytes) {
        if (bytes > 0 && channel instanceof StreamChannel stream && stream.isActive()) {
            stream.consumed(bytes);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        unreported += ((ByteBuf) message).readableBytes();
        ctx.fireChannelRead(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        endSeen |= event instanceof ChannelInputShutdownEvent || event instanceof StreamMessage.Close;
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!endSeen) {
            ctx.fireUserEventTriggered(new StreamMessage.Close(new StreamMessage.ResetByPeer(
                    StreamErrorCode.CONNECTION_RESET, "the stream closed before its end")));
        }
        ctx.fireChannelInactive();
    }
}
