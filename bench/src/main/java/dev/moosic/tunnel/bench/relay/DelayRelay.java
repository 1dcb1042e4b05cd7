package dev.moosic.tunnel.bench.relay;

import dev.moosic.tunnel.bench.net.HalfClose;
import dev.moosic.tunnel.bench.net.Sockets;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A long path between two programs on this machine: every byte waits for its turn on a link of that bandwidth and then
 * for half a round trip, in either direction; what waits for its turn is bounded by one bandwidth × delay, after which
 * the relay stops reading. All connections share the link, and a new one may send only after a round trip, as if its SYN
 * had crossed. It ends TCP at both sides, so the TCP windows of the two programs are not part of what it shows.
 */
public final class DelayRelay implements AutoCloseable {
    /** Small, so that connections share the link evenly and nothing hides in a socket buffer. */
    private static final int PIECE_BYTES = 16 * 1024;

    private static final int SOCKET_BUFFER_BYTES = 128 * 1024;

    private final EventLoopGroup loop = Sockets.loops(1, "path");
    private final Channel listener;
    private final Flow there;
    private final Flow back;

    public DelayRelay(InetSocketAddress bind, InetSocketAddress target, LongPath path) {
        there = new Flow(path);
        back = new Flow(path);
        listener = Sockets.server(loop)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, pieces())
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(64 * 1024, 128 * 1024))
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

    private static FixedRecvByteBufAllocator pieces() {
        FixedRecvByteBufAllocator pieces = new FixedRecvByteBufAllocator(PIECE_BYTES);
        pieces.maxMessagesPerRead(1);
        return pieces;
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        loop.shutdownGracefully();
    }

    private void connect(Channel accepted, InetSocketAddress target) {
        End near = new End(there);
        End far = new End(back);
        accepted.pipeline().addLast(near);
        Sockets.client(accepted.eventLoop())
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.RECVBUF_ALLOCATOR, pieces())
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(64 * 1024, 128 * 1024))
                .handler(far)
                .connect(target)
                .addListener((ChannelFutureListener) connected -> {
                    if (!connected.isSuccess()) {
                        accepted.close();
                        return;
                    }
                    near.peer = connected.channel();
                    far.peer = accepted;
                    far.begin();
                    accepted.eventLoop()
                            .schedule(near::begin, there.path.roundTrip().toNanos(), TimeUnit.NANOSECONDS);
                });
    }

    /** What is under way in one direction. Confined to the event loop. */
    private final class Flow {
        private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
        private final Set<End> waiting = new LinkedHashSet<>();
        private final LongPath path;
        private final Link link;
        private boolean timed;
        private boolean waking;

        Flow(LongPath path) {
            this.path = path;
            this.link = new Link(path);
        }

        void take(End from, @Nullable ByteBuf bytes) {
            long now = System.nanoTime();
            pieces.add(new Piece(from, bytes, link.arrival(bytes == null ? 0 : bytes.readableBytes(), now)));
            deliver();
        }

        /** Whether there is room; if not, {@code end} is told when there is. */
        boolean hasRoom(End end) {
            long wait = link.untilRoom(System.nanoTime());
            if (wait == 0) {
                return true;
            }
            waiting.add(end);
            if (!waking) {
                waking = true;
                loop.schedule(this::wake, wait, TimeUnit.NANOSECONDS);
            }
            return false;
        }

        private void wake() {
            waking = false;
            End[] ends = waiting.toArray(End[]::new);
            waiting.clear();
            for (End end : ends) {
                end.readMore();
            }
        }

        private void deliver() {
            if (timed) {
                return;
            }
            long now = System.nanoTime();
            Set<Channel> written = new LinkedHashSet<>();
            Piece piece;
            while ((piece = pieces.peek()) != null && piece.arrival <= now) {
                pieces.remove();
                Channel to = piece.from.peer;
                if (to == null) {
                    ReferenceCountUtil.release(piece.bytes);
                } else if (piece.bytes != null) {
                    to.write(piece.bytes, to.voidPromise());
                    written.add(to);
                } else {
                    piece.from.endArrived(to);
                }
            }
            written.forEach(Channel::flush);
            if (piece != null) {
                timed = true;
                loop.schedule(
                        () -> {
                            timed = false;
                            deliver();
                        },
                        piece.arrival - now,
                        TimeUnit.NANOSECONDS);
            }
        }
    }

    /** {@code bytes} is {@code null} for the end of that direction. */
    private record Piece(End from, @Nullable ByteBuf bytes, long arrival) {}

    /** One end of one connection. */
    private static final class End extends ChannelInboundHandlerAdapter {
        private final Flow flow;
        private @Nullable Channel peer;
        private @Nullable Channel own;
        private boolean begun;
        private boolean ended;

        End(Flow flow) {
            this.flow = flow;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            own = ctx.channel();
        }

        void begin() {
            begun = true;
            readMore();
        }

        void readMore() {
            if (begun && own != null && peer != null && peer.isWritable() && flow.hasRoom(this)) {
                own.read();
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            flow.take(this, (ByteBuf) message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            readMore();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (ctx.channel().isWritable() && peer != null) {
                peer.pipeline().get(End.class).readMore();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == ChannelInputShutdownReadComplete.INSTANCE) {
                end();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            end();
        }

        private void end() {
            if (!ended) {
                ended = true;
                flow.take(this, null);
            }
        }

        void endArrived(Channel to) {
            if (own == null || !own.isActive()) {
                to.close();
                return;
            }
            HalfClose.pass(own, to);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
