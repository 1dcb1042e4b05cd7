package dev.moosic.tunnel.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 requests over a number of connections, as many as they can carry or at a fixed rate. */
public final class HttpLoad {
    private final Connections connections;

    public HttpLoad(Connections connections) {
        this.connections = connections;
    }

    /**
     * What to ask, and how.
     *
     * @param head the whole request, of no body
     * @param connections at once, each with one request at a time
     * @param keepAlive whether a connection serves many requests
     * @param rate requests per second of all connections together; 0 for as many as they can
     */
    public record Request(String head, int connections, boolean keepAlive, double rate) {}

    /**
     * What one sample gave.
     *
     * @param latency from when a request was due
     * @param errors answers other than 200, and connections that failed
     */
    public record Answers(double perSecond, Percentiles latency, double cpuSeconds, long errors, String firstError) {}

    /** Blocks for the span. */
    public Answers run(InetSocketAddress target, Request request, Span span, Meter meter)
            throws LoadFailedException, InterruptedException {
        Run run = new Run(target, request);
        run.onLoop(run::start);
        try {
            Thread.sleep(span.settle().toMillis());
            double cpu = meter.cpuSeconds();
            run.onLoop(run::beginCounting);
            Thread.sleep(span.measure().toMillis());
            Answers answers = run.result(() -> meter.cpuSeconds() - cpu);
            if (answers.latency().count() == 0) {
                throw new LoadFailedException("no request was answered; first error: " + answers.firstError());
            }
            return answers;
        } finally {
            run.onLoop(run::stop);
        }
    }

    /** State of one sample; confined to the load's event loop. */
    private final class Run {
        private final InetSocketAddress target;
        private final Request request;
        private final ByteBuf head;
        private final EventLoop loop = connections.loop().next();
        private final Latencies latencies = new Latencies();
        private final List<Caller> callers = new ArrayList<>();
        private boolean stopped;
        private long began;
        private long errors;
        private String firstError = "";

        Run(InetSocketAddress target, Request request) {
            this.target = target;
            this.request = request;
            byte[] bytes = request.head().getBytes(StandardCharsets.US_ASCII);
            head = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
        }

        void onLoop(Runnable action) throws InterruptedException {
            try {
                loop.submit(action).get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }

        void start() {
            long now = System.nanoTime();
            double interval = request.rate() > 0 ? 1e9 * request.connections() / request.rate() : 0;
            for (int i = 0; i < request.connections(); i++) {
                Caller caller = new Caller(interval, now + (long) (interval * i / request.connections()));
                callers.add(caller);
                caller.next();
            }
        }

        void beginCounting() {
            latencies.reset();
            errors = 0;
            began = System.nanoTime();
        }

        Answers result(Meter cpu) throws InterruptedException {
            Answers[] result = new Answers[1];
            onLoop(() -> {
                double seconds = (System.nanoTime() - began) / 1e9;
                callers.forEach(Caller::countOverdue);
                Percentiles latency = latencies.percentiles();
                result[0] = new Answers(
                        callers.stream().mapToLong(Caller::countedAnswers).sum() / seconds,
                        latency,
                        cpu.cpuSeconds(),
                        errors,
                        firstError);
            });
            return result[0];
        }

        void stop() {
            stopped = true;
            callers.forEach(Caller::close);
            head.release();
        }

        void failed(String reason) {
            errors++;
            if (firstError.isEmpty()) {
                firstError = reason;
            }
        }

        /** One connection's worth of requests, one after the other. */
        private final class Caller extends ChannelInboundHandlerAdapter {
            private final double interval;
            private final ResponseReader response = new ResponseReader();
            private double due;
            private boolean waiting;
            private long answers;
            private @Nullable Channel channel;

            Caller(double interval, double firstDue) {
                this.interval = interval;
                this.due = firstDue;
            }

            @Override
            public boolean isSharable() {
                return true; // one channel after the other
            }

            long countedAnswers() {
                return answers;
            }

            /** A request that waits for its answer longer than the sample lasts is late too. */
            void countOverdue() {
                if (interval > 0 && waiting) {
                    for (long now = System.nanoTime(); due < now; due += interval) {
                        latencies.record(now - (long) due);
                    }
                }
            }

            /** Sends the next request when it is due. */
            void next() {
                if (stopped) {
                    return;
                }
                long now = System.nanoTime();
                if (interval == 0) {
                    due = now;
                } else if (due > now) {
                    loop.schedule(this::send, (long) due - now, TimeUnit.NANOSECONDS);
                    return;
                }
                send();
            }

            private void send() {
                if (stopped) {
                    return;
                }
                waiting = true;
                response.begin();
                Channel open = channel;
                if (open != null && open.isActive()) {
                    open.writeAndFlush(head.retainedDuplicate(), open.voidPromise());
                } else {
                    connections.open(target, this).addListener(done -> {
                        if (!done.isSuccess()) {
                            failed("cannot connect: " + done.cause());
                            loop.schedule(this::next, 10, TimeUnit.MILLISECONDS);
                        }
                    });
                }
            }

            @Override
            public void channelActive(ChannelHandlerContext ctx) {
                channel = ctx.channel();
                if (stopped) {
                    ctx.close();
                } else {
                    ctx.writeAndFlush(head.retainedDuplicate(), ctx.voidPromise());
                }
            }

            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                ByteBuf bytes = (ByteBuf) message;
                try {
                    if (ctx.channel() == channel && waiting && response.read(bytes)) {
                        answered(ctx);
                    }
                } finally {
                    bytes.release();
                }
            }

            private void answered(ChannelHandlerContext ctx) {
                waiting = false;
                if (response.status() == 200) {
                    if (began != 0) {
                        answers++;
                    }
                    latencies.record(System.nanoTime() - (long) due);
                } else {
                    failed("status " + response.status());
                }
                due += interval;
                if (!request.keepAlive()) {
                    channel = null;
                    ctx.close();
                }
                next();
            }

            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                if (event instanceof io.netty.channel.socket.ChannelInputShutdownEvent) {
                    ctx.close();
                }
            }

            @Override
            public void channelInactive(ChannelHandlerContext ctx) {
                if (ctx.channel() != channel) {
                    return;
                }
                channel = null;
                if (waiting && !stopped) {
                    waiting = false;
                    failed("the connection ended before its answer did");
                    due += interval;
                    loop.schedule(this::next, 10, TimeUnit.MILLISECONDS);
                }
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                ctx.close();
            }

            void close() {
                if (channel != null) {
                    channel.config().setOption(ChannelOption.SO_LINGER, 0);
                    channel.close();
                }
            }
        }
    }
}
