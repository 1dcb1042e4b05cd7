package dev.moosic.tunnel.protocol.mux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @ParameterizedTest
    @ValueSource(longs = {1_000, 50_000, 1_000_000, 100_000_000, 1_000_000_000})
    void manyFlowsTogetherGetTheRateAndNoMore(long rate) {
        Pace pace = new Pace();
        pace.set(rate);
        int flows = 16;
        long[] ready = new long[flows];
        long horizon = 200 * SECOND * pace.pieceBytes() / rate + SECOND;
        long passed = 0;
        while (true) {
            int next = 0;
            for (int i = 1; i < flows; i++) {
                next = ready[i] < ready[next] ? i : next;
            }
            long now = ready[next];
            if (now > horizon) {
                break;
            }
            passed += pace.pieceBytes();
            ready[next] = now + Math.max(1, pace.reserve(pace.pieceBytes(), now));
        }
        double allowed = (double) rate * (horizon + Pace.BURST_NANOS) / SECOND;
        assertThat((double) passed).isBetween(0.8 * allowed - 17 * pace.pieceBytes(), allowed + 17 * pace.pieceBytes());
    }

    @Test
    void aPauseSavesUpNoMoreThanTheBurst() {
        Pace pace = new Pace();
        pace.set(1_000_000);
        long later = 3_600 * SECOND;
        int atOnce = 0;
        while (pace.reserve(10_000, later) == 0) {
            atOnce += 10_000;
        }
        assertThat(atOnce).isLessThanOrEqualTo(110_000);
    }

    @Test
    void withoutARateNothingWaits() {
        Pace pace = new Pace();
        assertThat(pace.isUnlimited()).isTrue();
        assertThat(pace.reserve(Integer.MAX_VALUE, 0)).isZero();
    }

    @Test
    void aNewRateIsNotHeldUpByWhatTheOldOnePromised() {
        Pace pace = new Pace();
        pace.set(1_000);
        pace.reserve(1_000_000, 0);
        pace.set(1_000_000);
        assertThat(pace.reserve(1_000, SECOND)).isZero();
    }
}
