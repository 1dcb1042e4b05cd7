package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.protocol.mux.Lane;
import dev.moosic.tunnel.protocol.mux.StreamChannel;
import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.packet.StreamMessage;
import dev.moosic.tunnel.testing.Pattern;
import dev.moosic.tunnel.testing.PatternSink;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The server's end of one stream: sends a pattern, and judges what comes back. */
final class PublicStream extends ChannelInboundHandlerAdapter {
    private static final int PIECE_BYTES = 16_384;

    /** SHA-256 of what came, when the client ended its direction. */
    final CompletableFuture<String> received = new CompletableFuture<>();

    /** Why the stream broke, if it did. */
    final CompletableFuture<StreamMessage.CloseReason> broken = new CompletableFuture<>();

    final PatternSink sink = new PatternSink();
    final StreamChannel channel;
    private final Pattern toSend;
    private volatile long count;

    private PublicStream(Lane lane, Init init, Pattern toSend) {
        this.toSend = toSend;
        this.channel = lane.open(init, this);
    }

    static PublicStream open(Lane lane, long tunnelId, long seed, long bytes) throws Exception {
        return open(lane, Init.to(tunnelId, "203.0.113.7:5123", "198.51.100.1:20022"), seed, bytes);
    }

    static PublicStream open(Lane lane, Init init, long seed, long bytes) throws Exception {
        return lane.eventLoop()
                .submit(() -> new PublicStream(lane, init, new Pattern(seed, bytes)))
                .get(20, TimeUnit.SECONDS);
    }

    long count() {
        return count;
    }

    void reset() {
        channel.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        fill(ctx);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        fill(ctx);
    }

    private void fill(ChannelHandlerContext ctx) {
        while (toSend.remaining() > 0 && ctx.channel().isWritable()) {
            ctx.writeAndFlush(toSend.next(ctx.alloc(), PIECE_BYTES));
        }
        // Not the field: a stream is active before it is assigned.
        if (toSend.remaining() == 0 && ctx.channel() instanceof StreamChannel stream && !stream.isOutputShutdown()) {
            stream.shutdownOutput();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        sink.write(bytes);
        count = sink.count();
        bytes.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            received.complete(sink.sha256());
        } else if (event instanceof StreamMessage.Close close) {
            broken.complete(close.reason());
        }
    }
}
