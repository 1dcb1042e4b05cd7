package dev.moosic.tunnel.server.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What each address may spend of something in a window of time. Bounded: the addresses seen least lately are forgotten
 * first. Any thread.
 */
final class AddressBudget {
    static final int MAX_ADDRESSES = 50_000;

    private final int perWindow;
    private final Cache<String, Integer> spent;

    AddressBudget(int perWindow, Duration window, Ticker ticker) {
        this.perWindow = perWindow;
        this.spent = Caffeine.newBuilder()
                .maximumSize(MAX_ADDRESSES)
                .expireAfterWrite(window.toNanos(), TimeUnit.NANOSECONDS)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    boolean isSpent(String address) {
        Integer count = spent.getIfPresent(address);
        return count != null && count >= perWindow;
    }

    /** How many addresses are kept now. */
    long addresses() {
        spent.cleanUp();
        return spent.estimatedSize();
    }

    /** The window begins anew with each spending, so whoever goes on waits on. */
    void spend(String address) {
        spent.asMap().merge(address, 1, Integer::sum);
    }
}
