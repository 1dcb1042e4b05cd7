package dev.moosic.tunnel.protocol.websocket;

import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;

/**
 * A control connection after its upgrade, section 2: bytes below, {@link ControlPacket}s above, both ways.
 *
 * <p>Inbound, a {@code Data} packet may arrive as several in order, since payload is handed on before its frame is whole.
 * A protocol error stops the reading for good and is fired once, as a {@link ProtocolException}; pings are answered; a
 * close frame closes the channel. Outbound, a packet is written as one frame and not flushed; {@code Data} is taken over.
 */
public final class WebSocketPacketCodec extends ChannelDuplexHandler {
    /** Its name in every pipeline. */
    public static final String NAME = "websocket-packet-codec";

    private final FrameEncoder encoder;
    private final FrameDecoder decoder;

    /** False after a protocol error, or a close frame: what comes then is not read. */
    private boolean reading = true;

    public WebSocketPacketCodec(Masking masking) {
        this.encoder = new FrameEncoder(masking);
        this.decoder = new FrameDecoder(!masking.isDialer());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            // Anything but bytes is the end of the HTTP message that the upgrade began with.
            if (message instanceof ByteBuf bytes) {
                decoder.decode(bytes, new Inbound(ctx));
            }
        } catch (ProtocolException e) {
            reading = false;
            ctx.fireExceptionCaught(e);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof ControlPacket packet) {
            encoder.write(ctx, packet, promise);
        } else {
            ctx.write(message, promise);
        }
    }

    /** Hands on what the decoder reads during one {@code channelRead}. */
    private final class Inbound implements FrameDecoder.Output {
        private final ChannelHandlerContext ctx;

        Inbound(ChannelHandlerContext ctx) {
            this.ctx = ctx;
        }

        @Override
        public boolean isOpen() {
            return reading && ctx.channel().isActive();
        }

        @Override
        public void packet(ControlPacket packet) {
            ctx.fireChannelRead(packet);
        }

        @Override
        public void controlFrame(int opcode, ByteBuf payload) {
            if (opcode == Opcode.CLOSE) {
                reading = false;
                ctx.writeAndFlush(encoder.controlFrame(ctx, Opcode.CLOSE, payload))
                        .addListener(ChannelFutureListener.CLOSE);
            } else if (opcode == Opcode.PING && ctx.channel().isWritable()) {
                // A peer that pings without reading gets no answers, instead of filling our memory.
                ctx.writeAndFlush(encoder.controlFrame(ctx, Opcode.PONG, payload));
            }
        }
    }
}
