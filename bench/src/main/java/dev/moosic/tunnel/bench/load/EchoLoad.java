package dev.moosic.tunnel.bench.load;

import dev.moosic.tunnel.bench.net.Constant;
import dev.moosic.tunnel.bench.origin.Origin;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Small messages that are echoed: interactive streams, idle connections, and connections opened for one byte. */
public final class EchoLoad {
    private final Connections connections;

    public EchoLoad(Connections connections) {
        this.connections = connections;
    }

    /** Connections per second, and the time from the beginning of each to the first byte it brought back. */
    public record Opened(double perSecond, Percentiles firstByte, double cpuSeconds, long errors) {}

    /**
     * Opens connections one after the other: connect, send a byte, await it back, close.
     *
     * @param concurrency how many at a time
     * @param gap pause of each slot between two connections; zero for as many as it can
     */
    public Opened open(InetSocketAddress target, int concurrency, Duration gap, Span span, Meter meter)
            throws InterruptedException, LoadFailedException {
        EventLoop loop = connections.loop().next();
        Opening opening = new Opening(target, gap, loop);
        for (int i = 0; i < concurrency; i++) {
            loop.execute(opening::next);
        }
        Thread.sleep(span.settle().toMillis());
        double cpu = meter.cpuSeconds();
        run(loop, opening::reset);
        long start = System.nanoTime();
        Thread.sleep(span.measure().toMillis());
        Opened[] result = new Opened[1];
        run(loop, () -> {
            double seconds = (System.nanoTime() - start) / 1e9;
            opening.stopped = true;
            Percentiles firstByte = opening.latencies.percentiles();
            result[0] = new Opened(firstByte.count() / seconds, firstByte, 0, opening.errors);
        });
        double used = meter.cpuSeconds() - cpu;
        Opened opened = result[0];
        if (opened.firstByte().count() == 0) {
            throw new LoadFailedException("no connection brought its byte back; " + opened.errors() + " failed");
        }
        return new Opened(opened.perSecond(), opened.firstByte(), used, opened.errors());
    }

    /**
     * Messages of 64 bytes on open connections, each at its own beat.
     *
     * @param beat between two messages of one connection
     */
    public Percentiles interact(InetSocketAddress target, int streams, Duration beat, Span span)
            throws InterruptedException, LoadFailedException {
        EventLoop loop = connections.loop().next();
        Latencies latencies = new Latencies();
        AtomicBoolean stopped = new AtomicBoolean();
        List<ChannelFuture> connecting = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            long offset = beat.toNanos() * i / streams;
            connecting.add(connections.open(target, new Interactive(loop, latencies, stopped, beat.toNanos(), offset)));
        }
        List<Channel> channels = Connections.opened(connecting, "interactive");
        Thread.sleep(span.settle().toMillis());
        run(loop, latencies::reset);
        Thread.sleep(span.measure().toMillis());
        Percentiles[] result = new Percentiles[1];
        run(loop, () -> {
            stopped.set(true);
            channels.forEach(
                    channel -> channel.pipeline().get(Interactive.class).countOverdue());
            result[0] = latencies.percentiles();
        });
        Connections.closeAll(channels);
        if (result[0].count() == 0) {
            throw new LoadFailedException("no message came back");
        }
        return result[0];
    }

    /** Connections that have echoed a byte and then say nothing; closing it closes them. */
    public Idle idle(InetSocketAddress target, int count) throws LoadFailedException, InterruptedException {
        List<Channel> all = new ArrayList<>();
        for (int begun = 0; begun < count; ) {
            int batch = Math.min(200, count - begun);
            CountDownLatch echoed = new CountDownLatch(batch);
            List<ChannelFuture> connecting = new ArrayList<>();
            for (int i = 0; i < batch; i++) {
                connecting.add(connections.open(target, new FirstEcho(echoed::countDown)));
            }
            try {
                all.addAll(Connections.opened(connecting, "idle connection " + begun));
            } catch (LoadFailedException e) {
                Connections.closeAll(all);
                throw e;
            }
            if (!echoed.await(10, TimeUnit.SECONDS)) {
                Connections.closeAll(all);
                throw new LoadFailedException(echoed.getCount() + " of " + batch + " connections, after " + begun
                        + " that work, do not echo within 10 s");
            }
            begun += batch;
        }
        return new Idle(all);
    }

    /** Open connections. */
    public record Idle(List<Channel> channels) implements AutoCloseable {
        public long alive() {
            return channels.stream().filter(Channel::isActive).count();
        }

        @Override
        public void close() {
            Connections.closeAll(channels);
        }
    }

    private static void run(EventLoop loop, Runnable action) throws InterruptedException {
        try {
            loop.submit(action).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private final class Opening {
        private final InetSocketAddress target;
        private final Duration gap;
        private final EventLoop loop;
        private final Latencies latencies = new Latencies();
        private boolean stopped;
        private long errors;

        Opening(InetSocketAddress target, Duration gap, EventLoop loop) {
            this.target = target;
            this.gap = gap;
            this.loop = loop;
        }

        void reset() {
            latencies.reset();
            errors = 0;
        }

        void next() {
            if (stopped) {
                return;
            }
            long begun = System.nanoTime();
            AtomicBoolean back = new AtomicBoolean();
            FirstEcho echo = new FirstEcho(() -> {
                latencies.record(System.nanoTime() - begun);
                back.set(true);
            });
            connections.open(target, echo).addListener((ChannelFuture connect) -> {
                if (!connect.isSuccess()) {
                    errors++;
                    loop.schedule(this::next, 10, TimeUnit.MILLISECONDS);
                    return;
                }
                echo.closeAfterEcho = true;
                connect.channel().closeFuture().addListener(closed -> {
                    if (!back.get()) {
                        errors++;
                    }
                    if (gap.isZero()) {
                        next();
                    } else {
                        loop.schedule(this::next, gap.toNanos(), TimeUnit.NANOSECONDS);
                    }
                });
            });
        }
    }

    /** Sends one byte, tells when it is back. */
    private static final class FirstEcho extends ChannelInboundHandlerAdapter {
        private static final ByteBuf ASK = Constant.of(new byte[] {Origin.ECHO, '?'});

        private final Runnable echoed;
        private boolean closeAfterEcho;

        FirstEcho(Runnable echoed) {
            this.echoed = echoed;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(ASK.duplicate(), ctx.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ((ByteBuf) message).release();
            echoed.run();
            if (closeAfterEcho) {
                ctx.close();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof io.netty.channel.socket.ChannelInputShutdownEvent) {
                ctx.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            ctx.close();
        }
    }

    /** A message each beat; the next is sent on its beat even if the last is not back yet. */
    private static final class Interactive extends ChannelInboundHandlerAdapter {
        private static final int MESSAGE_BYTES = 64;
        private static final ByteBuf MESSAGE = Constant.of(new byte[MESSAGE_BYTES]);

        private final EventLoop loop;
        private final Latencies latencies;
        private final AtomicBoolean stopped;
        private final long beat;
        private final long offset;
        private long firstDue;
        private long sent;
        private long echoedBytes;
        private long echoed;

        Interactive(EventLoop loop, Latencies latencies, AtomicBoolean stopped, long beat, long offset) {
            this.loop = loop;
            this.latencies = latencies;
            this.stopped = stopped;
            this.beat = beat;
            this.offset = offset;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(Unpooled.buffer(1).writeByte(Origin.ECHO));
            firstDue = System.nanoTime() + offset;
            loop.schedule(() -> send(ctx), offset, TimeUnit.NANOSECONDS);
        }

        private void send(ChannelHandlerContext ctx) {
            if (stopped.get() || !ctx.channel().isActive()) {
                return;
            }
            ctx.writeAndFlush(MESSAGE.duplicate(), ctx.voidPromise());
            sent++;
            long next = firstDue + sent * beat - System.nanoTime();
            loop.schedule(() -> send(ctx), Math.max(0, next), TimeUnit.NANOSECONDS);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            echoedBytes += bytes.readableBytes();
            bytes.release();
            long now = System.nanoTime();
            for (; echoed < echoedBytes / MESSAGE_BYTES; echoed++) {
                latencies.record(now - (firstDue + echoed * beat));
            }
        }

        void countOverdue() {
            long now = System.nanoTime();
            for (long due = firstDue + echoed * beat; echoed < sent; echoed++, due += beat) {
                latencies.record(now - due);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
