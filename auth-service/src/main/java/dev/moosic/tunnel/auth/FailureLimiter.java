package dev.moosic.tunnel.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts failed tries by address, so that guessing and flooding stay slow. Bounded: of {@link #MAX_ADDRESSES} the least
 * used is forgotten first. Thread-safe.
 */
public final class FailureLimiter {
    /** So many failed tries of one address are heard out… */
    public static final int MAX_FAILURES = 20;

    /** …within this time, counted from the first. */
    public static final Duration WINDOW = Duration.ofMinutes(1);

    static final int MAX_ADDRESSES = 10_000;

    /** An IPv6 network is one address: its holder has all 2⁶⁴ of them. */
    private static final int IPV6_PREFIX_BYTES = 8;

    private final Cache<ByteBuffer, AtomicInteger> failures;

    /** @param ticker nanoseconds of a clock that only goes forward */
    public FailureLimiter(Ticker ticker) {
        failures = Caffeine.newBuilder()
                .ticker(ticker)
                .maximumSize(MAX_ADDRESSES)
                .expireAfterWrite(WINDOW)
                .build();
    }

    /** Whether this address has to wait. */
    public boolean isBlocked(InetAddress address) {
        AtomicInteger count = failures.getIfPresent(key(address));
        return count != null && count.get() >= MAX_FAILURES;
    }

    /** Counts a failed try. */
    public void failed(InetAddress address) {
        failures.get(key(address), first -> new AtomicInteger()).incrementAndGet();
    }

    /** What an address that has to wait is answered. */
    public static AuthResponse refusal() {
        return AuthResponse.problem(
                        429,
                        "Too many failed tries",
                        "too_many_failures",
                        MAX_FAILURES + " tries from this address failed within a minute: wait")
                .withHeader("retry-after", Long.toString(WINDOW.toSeconds()));
    }

    /** How many addresses are kept now. */
    long addresses() {
        failures.cleanUp();
        return failures.estimatedSize();
    }

    private static ByteBuffer key(InetAddress address) {
        byte[] bytes = address.getAddress();
        return ByteBuffer.wrap(address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_PREFIX_BYTES) : bytes);
    }
}
