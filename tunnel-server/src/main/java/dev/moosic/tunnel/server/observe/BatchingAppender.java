package dev.moosic.tunnel.server.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes log lines to stderr many at a time, from a thread of its own, so that a line costs the event loop that says it
 * neither a system call nor the wake-up of a thread (measured: a quarter of the server's time at full load). Lines are at
 * most {@link #DELAY_MILLIS} late. Never waits: past {@link #MAX_LINES} waiting lines it drops, and says how many.
 */
public final class BatchingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    static final int MAX_LINES = 8_192;
    static final long DELAY_MILLIS = 50;

    private final BlockingQueue<ILoggingEvent> waiting = new ArrayBlockingQueue<>(MAX_LINES);
    private final AtomicBoolean due = new AtomicBoolean();
    private final AtomicLong dropped = new AtomicLong();
    private final OutputStream out;
    private @Nullable Encoder<ILoggingEvent> encoder;

    /** Made by the logging configuration. */
    public BatchingAppender() {
        this(System.err);
    }

    BatchingAppender(OutputStream out) {
        this.out = out;
    }

    /** How a line looks; set by the logging configuration before {@link #start}. */
    public void setEncoder(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
    }

    @Override
    public void start() {
        if (encoder == null) {
            addError("the appender " + getName() + " has no encoder; expected one");
        } else {
            super.start();
        }
    }

    /** Writes what waits. */
    @Override
    public void stop() {
        super.stop();
        write();
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (!waiting.offer(event)) {
            dropped.incrementAndGet();
        }
        if (!due.get() && due.compareAndSet(false, true)) {
            getContext().getScheduledExecutorService().schedule(this::write, DELAY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void write() {
        due.set(false);
        Encoder<ILoggingEvent> lines = encoder;
        if (lines == null) {
            return;
        }
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        for (ILoggingEvent event = waiting.poll(); event != null; event = waiting.poll()) {
            batch.writeBytes(lines.encode(event));
        }
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            batch.writeBytes(("log lines dropped=" + lost + "\n").getBytes(StandardCharsets.UTF_8));
        }
        try {
            out.write(batch.toByteArray());
            out.flush();
        } catch (IOException e) {
            addError("log lines could not be written", e);
        }
    }
}
