package dev.moosic.tunnel.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestRateTest {
    private long now = 1;
    private final RequestRate rate = new RequestRate(() -> now);

    @Test
    void asManyAsGrantedAndThenOneAtATime() {
        rate.set(10);
        for (int i = 0; i < 10; i++) {
            assertThat(rate.take()).isZero();
        }
        assertThat(rate.take()).isEqualTo(Duration.ofMillis(100));
        now += TimeUnit.MILLISECONDS.toNanos(100);
        assertThat(rate.take()).isZero();
        assertThat(rate.take()).isPositive();
    }

    @Test
    void aPauseSavesUpASecondAndNoMore() {
        rate.set(10);
        now += TimeUnit.HOURS.toNanos(1);
        int taken = 0;
        while (rate.take().isZero()) {
            taken++;
        }
        assertThat(taken).isEqualTo(10);
    }

    @Test
    void whoIsRefusedIsNotPutFurtherBack() {
        rate.set(1);
        assertThat(rate.take()).isZero();
        for (int i = 0; i < 1_000; i++) {
            assertThat(rate.take()).isEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void withoutALimitEverythingGoes() {
        for (int i = 0; i < 100_000; i++) {
            assertThat(rate.take()).isZero();
        }
    }
}
