package dev.moosic.tunnel.protocol.mux;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A reader by the clock of the test, whose source always fills the window. */
class ReadAheadTest {
    private static final int PATH_WINDOW = WindowTuner.FREE_GROWTH_BYTES;
    private static final int FLAC = 125_000;

    private final ReadAhead ahead = new ReadAhead();
    private long now;

    /** Reads {@code bytes} every {@code interval} for {@code time}, of a window that is full. */
    private void read(int bytes, Duration interval, Duration time) {
        for (long end = now + time.toNanos(); now < end; now += interval.toNanos()) {
            ahead.consumed(bytes, now, PATH_WINDOW, Math.max(PATH_WINDOW, ahead.windowBytes()));
        }
    }

    @Test
    void aPlayersWindowDoublesUntilItHoldsWhatItReadsInAMinute() {
        Duration tenth = Duration.ofMillis(100);
        read(FLAC / 10, tenth, Duration.ofSeconds(2).plus(tenth));
        assertThat(ahead.windowBytes()).isEqualTo(2 * PATH_WINDOW);
        read(FLAC / 10, tenth, Duration.ofSeconds(2));
        assertThat(ahead.windowBytes()).isEqualTo(4 * PATH_WINDOW);
        read(FLAC / 10, tenth, Duration.ofSeconds(20));
        assertThat(ahead.windowBytes()).isBetween(60 * FLAC, 63 * FLAC);
    }

    @Test
    void aPlayerThatLoadsInBurstsIsMeasuredByWhatItTakesFromOneToTheNext() {
        read(10 * FLAC, Duration.ofSeconds(10), Duration.ofMinutes(2));
        assertThat(ahead.windowBytes()).isBetween(60 * FLAC, ReadAhead.MOST_BYTES);
    }

    @Test
    void noMoreThanTheMostIsFetched() {
        read(50_000, Duration.ofMillis(100), Duration.ofMinutes(1));
        assertThat(ahead.windowBytes()).isEqualTo(ReadAhead.MOST_BYTES);
    }

    @Test
    void aReaderSoSlowThatThePathsWindowLastsItAMinuteNeedsNoMore() {
        read(100, Duration.ofMillis(100), Duration.ofMinutes(1));
        assertThat(ahead.windowBytes()).isZero();
    }

    @Test
    void whoLoadsAFileGetsNoMoreThanThePathNeeds() {
        read(ReadAhead.FASTEST_PACE / 9, Duration.ofMillis(100), Duration.ofMinutes(1));
        assertThat(ahead.windowBytes()).isZero();
    }

    @Test
    void aReaderThatWaitsForTheLineGetsNoMoreThanThePathNeeds() {
        for (int i = 0; i < 1_000; i++) {
            ahead.consumed(FLAC / 10, now, PATH_WINDOW, PATH_WINDOW / 2 - 1);
            now += Duration.ofMillis(100).toNanos();
        }
        assertThat(ahead.windowBytes()).isZero();
    }

    @Test
    void whatIsLeftWhileTheLineIsGoneSaysNothingAboutTheReader() {
        read(FLAC / 10, Duration.ofMillis(100), Duration.ofSeconds(30));
        int before = ahead.windowBytes();
        for (int left = before / 2 - 1; left > 0; left -= FLAC / 10) {
            ahead.consumed(FLAC / 10, now, PATH_WINDOW, left);
            now += Duration.ofMillis(100).toNanos();
        }
        assertThat(ahead.windowBytes()).isEqualTo(before);
    }

    @Test
    void aReaderThatGrowsSlowerKeepsLess() {
        read(FLAC / 10, Duration.ofMillis(100), Duration.ofSeconds(30));
        read(FLAC / 40, Duration.ofMillis(100), Duration.ofSeconds(30));
        assertThat(ahead.windowBytes()).isBetween(60 * FLAC / 4, 63 * FLAC / 4);
    }
}
