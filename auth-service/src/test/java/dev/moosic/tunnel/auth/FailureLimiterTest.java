package dev.moosic.tunnel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailureLimiterTest {
    private final AtomicLong nanos = new AtomicLong();
    private final FailureLimiter limiter = new FailureLimiter(nanos::get);

    private void fail(String address, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            limiter.failed(InetAddress.getByName(address));
        }
    }

    private boolean isBlocked(String address) throws Exception {
        return limiter.isBlocked(InetAddress.getByName(address));
    }

    @Test
    void oneAddressDoesNotBlockAnother() throws Exception {
        fail("192.0.2.1", FailureLimiter.MAX_FAILURES);
        assertThat(isBlocked("192.0.2.1")).isTrue();
        assertThat(isBlocked("192.0.2.2")).isFalse();
    }

    @Test
    void ipv6NetworkIsOneAddress() throws Exception {
        fail("2001:db8::1", FailureLimiter.MAX_FAILURES - 1);
        fail("2001:db8::ffff:2", 1);
        assertThat(isBlocked("2001:db8::3")).isTrue();
        assertThat(isBlocked("2001:db8:0:1::1")).isFalse();
    }

    @Test
    void aMillionAddressesAreForgotten() throws Exception {
        for (int i = 0; i < 1_000_000; i++) {
            limiter.failed(InetAddress.getByAddress(new byte[] {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i}));
        }
        assertThat(limiter.addresses()).isLessThanOrEqualTo(FailureLimiter.MAX_ADDRESSES);
    }

    @Test
    void windowIsCountedFromTheFirstFailure() throws Exception {
        fail("192.0.2.1", FailureLimiter.MAX_FAILURES);
        nanos.addAndGet(FailureLimiter.WINDOW.toNanos() - 1);
        assertThat(isBlocked("192.0.2.1")).isTrue();
        nanos.addAndGet(1);
        assertThat(isBlocked("192.0.2.1")).isFalse();
    }
}
