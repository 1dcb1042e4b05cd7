package dev.moosic.tunnel.bench.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LinkTest {
    /** 1,000 bytes take 1 ms; a round trip of 100 ms holds 100,000 bytes. */
    private static final LongPath PATH = new LongPath(Duration.ofMillis(100), 8_000_000);

    private static final long MS = 1_000_000;

    private final Link link = new Link(PATH);

    @Test
    void whatComesAloneArrivesAfterItsTurnAndHalfARoundTrip() {
        assertThat(link.arrival(1_000, 0)).isEqualTo(51 * MS);
    }

    @Test
    void whatComesBehindWaitsForItsTurn() {
        link.arrival(10_000, 0);
        assertThat(link.arrival(1_000, MS)).isEqualTo(61 * MS);
    }

    @Test
    void anIdleLinkSavesNothingUp() {
        link.arrival(1_000, 0);
        assertThat(link.arrival(1_000, 500 * MS)).isEqualTo(551 * MS);
    }

    @Test
    void noMoreThanOneBandwidthTimesDelayQueues() {
        assertThat(PATH.bandwidthDelayBytes()).isEqualTo(100_000);
        link.arrival(100_000, 0);
        assertThat(link.untilRoom(0)).isZero();
        link.arrival(10_000, 0);
        assertThat(link.untilRoom(0)).isEqualTo(10 * MS);
        assertThat(link.untilRoom(10 * MS)).isZero();
    }

    @Test
    void withoutALimitThereIsOnlyDelay() {
        Link wide = new Link(new LongPath(Duration.ofMillis(20), 0));
        assertThat(wide.arrival(1_000_000, 5)).isEqualTo(10 * MS + 5);
        assertThat(wide.untilRoom(5)).isZero();
    }
}
