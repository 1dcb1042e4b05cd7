package dev.moosic.tunnel.client.local;

import dev.moosic.tunnel.client.config.TunnelConfig;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one tunnel has carried, and whether its local service answers. Of failures in a row the first is logged, then one
 * in {@link #LOG_EVERY} with the count of the others. Any thread.
 */
public final class TunnelActivity {
    static final Duration LOG_EVERY = Duration.ofSeconds(60);

    private static final Logger log = LoggerFactory.getLogger(TunnelActivity.class);

    private final LongSupplier nanoTime;
    private final LongAdder opened = new LongAdder();
    private final AtomicInteger live = new AtomicInteger();
    private final LongAdder failed = new LongAdder();
    private final LongAdder bytesFromLocal = new LongAdder();
    private final LongAdder bytesToLocal = new LongAdder();
    private final AtomicLong failuresInARow = new AtomicLong();
    private volatile long lastLogged;
    private volatile @Nullable String lastFailure;

    TunnelActivity(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void connected(TunnelConfig tunnel) {
        opened.increment();
        live.incrementAndGet();
        long failures = failuresInARow.getAndSet(0);
        lastFailure = null;
        if (failures > 0) {
            log.info("local service is back tunnel={} local={} failures={}", tunnel.name(), tunnel.local(), failures);
        }
    }

    void failed(TunnelConfig tunnel, LocalFailure failure) {
        failed.increment();
        lastFailure = failure.message();
        long inARow = failuresInARow.incrementAndGet();
        long now = nanoTime.getAsLong();
        if (inARow == 1 || now - lastLogged >= LOG_EVERY.toNanos()) {
            lastLogged = now;
            log.warn(
                    "local service not reached tunnel={} local={} reason=\"{}\" failures={}; is it running?",
                    tunnel.name(),
                    tunnel.local(),
                    failure.message(),
                    inARow);
        }
    }

    void fromLocal(int bytes) {
        bytesFromLocal.add(bytes);
    }

    void toLocal(int bytes) {
        bytesToLocal.add(bytes);
    }

    void ended() {
        live.decrementAndGet();
    }

    /** The figures of this moment; bytes are counted while they flow. */
    public Figures figures() {
        return new Figures(
                live.get(), opened.sum(), failed.sum(), bytesFromLocal.sum(), bytesToLocal.sum(), lastFailure);
    }

    /** @param lastFailure why the local service was not reached at the last try, or {@code null} if it was */
    public record Figures(
            int live,
            long opened,
            long failed,
            long bytesFromLocal,
            long bytesToLocal,
            @Nullable String lastFailure) {}
}
