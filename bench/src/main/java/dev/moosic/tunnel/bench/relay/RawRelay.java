package dev.moosic.tunnel.bench.relay;

import dev.moosic.tunnel.bench.net.HalfClose;
import dev.moosic.tunnel.bench.net.Sockets;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A plain TCP relay, as fast as Netty relays by copying: both sides of a connection on one event loop, buffers of 64 KiB
 * used again, one flush per round of the loop. Two of them in a row are the ceiling for a tunnel in this language: the
 * same copies, none of the work.
 */
public final class RawRelay implements AutoCloseable {
    private final EventLoopGroup loops;
    private final Channel listener;

    public RawRelay(InetSocketAddress bind, InetSocketAddress target) {
        loops = Sockets.loops(Runtime.getRuntime().availableProcessors(), "relay");
        listener = Sockets.server(loops)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new ReusedBuffers())
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(128 * 1024, 256 * 1024))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        connect(accepted, target);
                    }
                })
                .bind(bind)
                .syncUninterruptibly()
                .channel();
    }

    private static void connect(Channel accepted, InetSocketAddress target) {
        Side near = new Side();
        Side far = new Side();
        accepted.pipeline().addLast(near);
        Sockets.client(accepted.eventLoop())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new ReusedBuffers())
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(128 * 1024, 256 * 1024))
                .handler(far)
                .connect(target)
                .addListener((ChannelFutureListener) connected -> {
                    if (connected.isSuccess()) {
                        near.join(connected.channel());
                        far.join(accepted);
                        accepted.config().setAutoRead(true);
                        connected.channel().config().setAutoRead(true);
                    } else {
                        accepted.close();
                    }
                });
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    public void await() throws InterruptedException {
        listener.closeFuture().sync();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        loops.shutdownGracefully();
    }

    private static final class Side extends ChannelInboundHandlerAdapter {
        private @Nullable Channel peer;
        private boolean inputEnded;

        void join(Channel other) {
            peer = other;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (peer == null) {
                ReferenceCountUtil.release(message);
                return;
            }
            peer.write(message, peer.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            if (peer != null) {
                peer.flush();
                if (!peer.isWritable()) {
                    ctx.channel().config().setAutoRead(false);
                }
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (peer != null && ctx.channel().isWritable()) {
                peer.config().setAutoRead(true);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == ChannelInputShutdownReadComplete.INSTANCE && peer != null && !inputEnded) {
                inputEnded = true;
                HalfClose.pass(ctx.channel(), peer);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (peer != null) {
                peer.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
