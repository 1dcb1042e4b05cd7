package dev.moosic.tunnel.bench.origin;

import dev.moosic.tunnel.bench.net.Sockets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;

/**
 * The local service behind every tunnel. The first byte of a connection says what it is for: {@link #SINK}, {@link
 * #SOURCE}, {@link #BOTH}, {@link #ECHO}, {@link #COUNTER}, or the first letter of an HTTP request.
 */
public final class Origin implements AutoCloseable {
    /** Everything is read and thrown away. */
    public static final byte SINK = 'U';
    /** Zeros without end. */
    public static final byte SOURCE = 'D';
    /** {@link #SINK} and {@link #SOURCE} at once. */
    public static final byte BOTH = 'B';
    /** What follows comes back. */
    public static final byte ECHO = 'E';
    /** Each byte is answered by the bytes that all sinks have taken so far, as a big-endian long. */
    public static final byte COUNTER = 'S';

    private static final int READ_BYTES = 128 * 1024;

    private final EventLoopGroup loops;
    private final Channel listener;
    private final LongAdder sunk = new LongAdder();

    public Origin(InetSocketAddress bind) {
        loops = Sockets.loops(1, "origin");
        listener = Sockets.server(loops)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(2048, 8192, READ_BYTES))
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(256 * 1024, 512 * 1024))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new FirstByte());
                    }
                })
                .bind(bind)
                .syncUninterruptibly()
                .channel();
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Waits until the listener is closed. */
    public void await() throws InterruptedException {
        listener.closeFuture().sync();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        loops.shutdownGracefully();
    }

    private final class FirstByte extends EndsWithPeer {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            byte first = bytes.getByte(bytes.readerIndex());
            switch (first) {
                case SINK -> next(ctx, new Sink(sunk));
                case SOURCE -> next(ctx, new Source(null));
                case BOTH -> next(ctx, new Source(sunk));
                case ECHO -> next(ctx, new Echo());
                case COUNTER -> next(ctx, new Counter());
                default -> {
                    ctx.pipeline().replace(this, null, new HttpOrigin());
                    ctx.pipeline().fireChannelRead(bytes);
                    return;
                }
            }
            bytes.skipBytes(1);
            if (bytes.isReadable()) {
                ctx.pipeline().fireChannelRead(bytes);
            } else {
                bytes.release();
            }
        }

        private void next(ChannelHandlerContext ctx, ChannelInboundHandlerAdapter handler) {
            ctx.pipeline().replace(this, null, handler);
        }
    }

    private final class Counter extends EndsWithPeer {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
            ctx.writeAndFlush(Unpooled.copyLong(sunk.sum()));
        }
    }
}
