package dev.moosic.tunnel.bench.load;

import dev.moosic.tunnel.bench.net.Pour;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Streams that move as many bytes as they can. What goes up is counted where it arrives. */
public final class BulkLoad {
    private final Connections connections;
    private final OriginCounter counter;

    public BulkLoad(Connections connections, OriginCounter counter) {
        this.connections = connections;
        this.counter = counter;
    }

    /**
     * What one sample gave.
     *
     * @param seconds that were counted
     * @param cpuSeconds of the measured processes in that time
     * @param ended streams that had ended by themselves before the load did
     */
    public record Throughput(long bytesUp, long bytesDown, double seconds, double cpuSeconds, int ended) {
        public double gigabitsPerSecond() {
            return (bytesUp + bytesDown) * 8 / seconds / 1e9;
        }

        public double cpuSecondsPerGigabyte() {
            return cpuSeconds / ((bytesUp + bytesDown) / 1e9);
        }
    }

    /** Blocks for the span. */
    public Throughput run(InetSocketAddress target, Direction direction, int streams, Span span, Meter meter)
            throws LoadFailedException, InterruptedException {
        try (Running running = start(target, direction, streams)) {
            return running.measure(span, meter);
        }
    }

    /** Starts the streams and leaves them running; closing it ends them. */
    public Running start(InetSocketAddress target, Direction direction, int streams) throws LoadFailedException {
        return new Running(target, direction, streams);
    }

    /**
     * A stream that is read at a trickle, beside the others; closing it ends it.
     *
     * @param bytesPerSecond read on the average
     */
    public AutoCloseable startSlowReader(InetSocketAddress target, int bytesPerSecond) throws LoadFailedException {
        SlowReader reader = new SlowReader(bytesPerSecond);
        List<Channel> opened = Connections.opened(List.of(connections.open(target, reader)), "slow reader");
        return () -> Connections.closeAll(opened);
    }

    /** Streams on the move. */
    public final class Running implements AutoCloseable {
        private final LongAdder down = new LongAdder();
        private final AtomicInteger ended = new AtomicInteger();
        private final Direction direction;
        private final List<Channel> channels;
        private volatile boolean closing;

        private Running(InetSocketAddress target, Direction direction, int streams) throws LoadFailedException {
            this.direction = direction;
            List<ChannelFuture> connecting = new ArrayList<>();
            for (int i = 0; i < streams; i++) {
                connecting.add(connections.open(target, new Stream()));
            }
            channels = Connections.opened(connecting, "bulk");
        }

        public Throughput measure(Span span, Meter meter) throws InterruptedException, LoadFailedException {
            Thread.sleep(span.settle().toMillis());
            double cpu = meter.cpuSeconds();
            long up = counter.sunk();
            long down0 = down.sum();
            long start = System.nanoTime();
            Thread.sleep(span.measure().toMillis());
            long bytesUp = direction.up ? counter.sunk() - up : 0;
            long bytesDown = down.sum() - down0;
            double seconds = Duration.ofNanos(System.nanoTime() - start).toNanos() / 1e9;
            Throughput result = new Throughput(bytesUp, bytesDown, seconds, meter.cpuSeconds() - cpu, ended.get());
            if (bytesUp + bytesDown == 0) {
                throw new LoadFailedException(
                        "no byte moved in " + span.measure().toMillis() + " ms");
            }
            return result;
        }

        /** Resets the streams: what they had under way is of no use to anybody. */
        @Override
        public void close() {
            closing = true;
            channels.forEach(channel -> channel.config().setOption(ChannelOption.SO_LINGER, 0));
            Connections.closeAll(channels);
        }

        private final class Stream extends ChannelInboundHandlerAdapter {
            @Override
            public void channelActive(ChannelHandlerContext ctx) {
                ctx.writeAndFlush(Unpooled.buffer(1).writeByte(direction.command));
                pour(ctx);
            }

            @Override
            public void channelWritabilityChanged(ChannelHandlerContext ctx) {
                pour(ctx);
            }

            private void pour(ChannelHandlerContext ctx) {
                if (direction.up && !closing) {
                    Pour.into(ctx.channel());
                }
            }

            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                ByteBuf bytes = (ByteBuf) message;
                down.add(bytes.readableBytes());
                bytes.release();
            }

            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                if (event instanceof io.netty.channel.socket.ChannelInputShutdownEvent) {
                    ctx.close();
                }
            }

            @Override
            public void channelInactive(ChannelHandlerContext ctx) {
                if (!closing) {
                    ended.incrementAndGet();
                }
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                ctx.close();
            }
        }
    }
}
