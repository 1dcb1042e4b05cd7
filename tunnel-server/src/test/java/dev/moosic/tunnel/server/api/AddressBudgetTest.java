package dev.moosic.tunnel.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AddressBudgetTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AddressBudget budget = new AddressBudget(3, Duration.ofSeconds(30), nanos::get);

    @Test
    void whoSpentItWaits() {
        for (int i = 0; i < 3; i++) {
            assertThat(budget.isSpent("192.0.2.1")).isFalse();
            budget.spend("192.0.2.1");
        }
        assertThat(budget.isSpent("192.0.2.1")).isTrue();
        assertThat(budget.isSpent("192.0.2.2")).isFalse();
        nanos.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(budget.isSpent("192.0.2.1")).isFalse();
    }

    @Test
    void aMillionAddressesAreForgotten() {
        for (int i = 0; i < 1_000_000; i++) {
            budget.spend("2001:db8::" + i);
        }
        assertThat(budget.addresses()).isLessThanOrEqualTo(AddressBudget.MAX_ADDRESSES);
    }
}
