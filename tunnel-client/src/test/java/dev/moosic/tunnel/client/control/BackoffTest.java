package dev.moosic.tunnel.client.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
    /** Always the largest that may be. */
    private static final RandomGenerator LARGEST = new Random() {
        private static final long serialVersionUID = 1;

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    @Test
    void theBoundDoublesToTheCap() {
        Backoff backoff = new Backoff(LARGEST);
        List<Long> seconds = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            seconds.add(backoff.next(Duration.ZERO).toSeconds());
        }
        assertThat(seconds).startsWith(1L, 2L, 4L, 8L, 16L, 30L, 30L).endsWith(30L);
        backoff.reset();
        assertThat(backoff.next(Duration.ZERO)).hasSeconds(1);
    }

    @Test
    void delaysAreSpreadOverTheWholeRange() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        double sum = 0;
        for (int i = 0; i < 1_000; i++) {
            Backoff backoff = new Backoff(random);
            backoff.next(Duration.ZERO);
            sum += backoff.next(Duration.ZERO).toMillis();
        }
        assertThat(sum / 1_000).as("seed " + seed).isBetween(850.0, 1_150.0);
    }

    @Test
    void whatTheServerAsksForIsTheLeast() {
        assertThat(new Backoff(LARGEST).next(Duration.ofSeconds(60))).hasSeconds(61);
    }
}
