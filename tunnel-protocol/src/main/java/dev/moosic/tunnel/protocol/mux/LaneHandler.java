package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.ControlPacket;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** The end of a control channel's pipeline: hands its packets and events to the lane. One for each control channel. */
final class LaneHandler extends ChannelInboundHandlerAdapter {
    /** The handler's name in the control channel's pipeline. */
    static final String NAME = "lane";

    private final Lane lane;
    private String lostBecause = "the control connection was closed";

    LaneHandler(Lane lane) {
        this.lane = lane;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ControlPacket packet) {
            lane.receive(ctx.channel(), packet);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        lane.receiveComplete(ctx.channel());
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        lane.writabilityChanged();
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        lostBecause = lane.failed(ctx.channel(), cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lane.lost(ctx.channel(), new SessionCloseReason.ConnectionLost(lostBecause));
        ctx.fireChannelInactive();
    }
}
