package dev.moosic.tunnel.client.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ServerClockTest {
    private static final Instant HERE = Instant.parse("2026-03-01T12:00:00Z");

    private final ServerClock clock = new ServerClock(Clock.fixed(HERE, ZoneOffset.UTC));

    @Test
    void aSmallDifferenceIsTheNetworks() {
        assertThat(clock.learn(HERE.plusSeconds(5))).isFalse();
        assertThat(clock.learn(null)).isFalse();
        assertThat(clock.now()).isEqualTo(HERE);
    }

    @Test
    void aWrongClockIsCorrectedAndAnotherTryIsWorthIt() {
        for (Duration off : new Duration[] {Duration.ofHours(3), Duration.ofDays(-700), Duration.ofSeconds(31)}) {
            assertThat(clock.learn(HERE.plus(off))).isTrue();
            assertThat(clock.now()).isEqualTo(HERE.plus(off));
        }
    }

    @Test
    void theDifferenceIsToldWithoutASign() {
        assertThat(ServerClock.difference(Duration.ofSeconds(31))).isEqualTo("behindSeconds=31");
        assertThat(ServerClock.difference(Duration.ofDays(-10).minusSeconds(1))).isEqualTo("aheadSeconds=864001");
    }

    @Test
    void whatWasLearntIsNotWorthAThirdTry() {
        assertThat(clock.learn(HERE.plusSeconds(3_600))).isTrue();
        assertThat(clock.learn(HERE.plusSeconds(3_601))).isFalse();
    }

    @Test
    void aClockSetRightAgainIsBelieved() {
        clock.learn(HERE.plusSeconds(3_600));
        assertThat(clock.learn(HERE)).isTrue();
        assertThat(clock.now()).isEqualTo(HERE);
    }
}
