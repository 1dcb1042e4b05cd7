package dev.moosic.tunnel.protocol.mux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Windows on a path that the test makes up, in steps of a millisecond. */
class WindowTunerTest {
    private static final int IMPLICIT = 16 * 1024;
    private static final int PIECE = 16 * 1024;

    /**
     * A link with a queue before it, of once its bandwidth × delay. The sender sends whatever it may; what comes out is
     * consumed at once.
     */
    private static final class Path {
        private final WindowTuner tuner = new WindowTuner(IMPLICIT);
        private final long oneWayMs;
        private final long queueBytes;
        private double bytesAMs;
        private long smallestMs;
        /** What may be on its way, doubled each round trip, as a connection's congestion window is. */
        private double congestionWindow = Long.MAX_VALUE;

        private long nowMs;
        private long limit = IMPLICIT;
        private long granted = IMPLICIT;
        private long sent;
        private long received;
        private long queued;
        private double tokens;
        private long deliveredFrom;
        private final ArrayDeque<long[]> onTheWay = new ArrayDeque<>();
        private final ArrayDeque<long[]> credits = new ArrayDeque<>();
        private final List<Long> queues = new ArrayList<>();

        Path(int megabits, int roundTripMs) {
            bytesAMs = megabits * 125.0;
            oneWayMs = roundTripMs / 2;
            smallestMs = roundTripMs;
            queueBytes = (long) (bytesAMs * roundTripMs);
        }

        void run(int seconds) {
            queues.clear();
            deliveredFrom = received;
            for (long end = nowMs + seconds * 1_000L; nowMs < end; nowMs++) {
                while (!credits.isEmpty() && credits.peek()[0] <= nowMs) {
                    limit = credits.remove()[1];
                }
                congestionWindow *= Math.pow(2, 0.5 / oneWayMs);
                long free = Math.max(0, (long) congestionWindow - (sent - received));
                long send = Math.min(free, Math.min(limit - sent, queueBytes - queued));
                sent += send;
                queued += send;
                queues.add(queued);
                tokens = Math.min(tokens + bytesAMs, queued + bytesAMs);
                while (queued > 0 && tokens >= Math.min(queued, PIECE)) {
                    long bytes = Math.min(queued, PIECE);
                    tokens -= bytes;
                    queued -= bytes;
                    onTheWay.add(new long[] {nowMs + oneWayMs, bytes});
                }
                while (!onTheWay.isEmpty() && onTheWay.peek()[0] <= nowMs) {
                    receive((int) onTheWay.remove()[1]);
                }
            }
        }

        private void receive(int bytes) {
            received += bytes;
            int window = tuner.windowBytes();
            tuner.consumed(
                    bytes,
                    TimeUnit.MILLISECONDS.toNanos(nowMs),
                    TimeUnit.MILLISECONDS.toNanos(smallestMs),
                    granted - received < window / 2);
            window = tuner.windowBytes();
            if (received + window - granted >= Math.min(window / 4, ReceiveWindow.LARGEST_STEP_BYTES)) {
                granted = received + window;
                credits.add(new long[] {nowMs + oneWayMs, granted});
            }
        }

        double filled(int seconds) {
            return (received - deliveredFrom) / (bytesAMs * 1_000 * seconds);
        }

        /** What so great a part of the time was at most in the queue, in bandwidth × delay. */
        double queued(double part) {
            return queues.stream()
                            .sorted()
                            .skip((long) (part * (queues.size() - 1)))
                            .findFirst()
                            .orElseThrow()
                    / (bytesAMs * 2 * oneWayMs);
        }
    }

    @Test
    void aBusyStreamFillsTheLinkAndHardlyItsQueue() {
        for (int roundTripMs : new int[] {20, 100, 200}) {
            for (int megabits : new int[] {100, 500}) {
                Path path = new Path(megabits, roundTripMs);
                assertFilled(path, megabits + " Mbit/s, " + roundTripMs + " ms");
            }
        }
    }

    @Test
    void aPathWhoseUsualRoundTripIsThriceItsSmallestIsFilledAlike() {
        for (int roundTripMs : new int[] {20, 60, 120}) {
            for (int megabits : new int[] {100, 500}) {
                Path path = new Path(megabits, roundTripMs);
                path.smallestMs = roundTripMs / 3;
                assertFilled(path, megabits + " Mbit/s, " + path.smallestMs + " to " + roundTripMs + " ms");
            }
        }
    }

    @Test
    void aPathThatBeginsSlowlyIsFilledAlike() {
        for (int roundTripMs : new int[] {20, 100, 200}) {
            for (int megabits : new int[] {100, 500}) {
                Path path = new Path(megabits, roundTripMs);
                path.congestionWindow = 14 * 1024;
                assertFilled(path, megabits + " Mbit/s, " + roundTripMs + " ms, beginning slowly");
            }
        }
    }

    private static void assertFilled(Path path, String name) {
        path.run(4);
        path.run(2);
        assertThat(path.filled(2)).as("%s, begun", name).isGreaterThan(0.9);
        assertThat(path.queued(0.5)).as("%s, begun", name).isLessThan(0.4);
        path.run(14);
        assertThat(path.filled(14)).as("%s, soon", name).isGreaterThan(0.9);
        path.run(60);
        assertThat(path.filled(60)).as(name).isGreaterThan(0.98);
        assertThat(path.queued(0.5)).as(name).isLessThan(0.4);
        assertThat(path.queued(0.99)).as(name).isLessThan(0.7);
    }

    @Test
    void aWindowThatWasFoundIsNotSoughtAgainAtOnce() {
        for (int roundTripMs : new int[] {20, 100, 200}) {
            for (int megabits = 50; megabits <= 500; megabits += 25) {
                Path path = new Path(megabits, roundTripMs);
                path.run(10);
                int found = path.tuner.windowBytes();
                for (int second = 10; second < 25; second++) {
                    path.run(1);
                    assertThat(path.tuner.windowBytes())
                            .as("%d Mbit/s, %d ms, after %d s", megabits, roundTripMs, second)
                            .isEqualTo(found);
                }
            }
        }
    }

    @Test
    void aStreamThatNeedsNoMoreThanEveryBusyOneHasKeepsThat() {
        Path path = new Path(50, 20);
        path.run(40);
        path.run(20);
        assertThat(path.filled(20)).isGreaterThan(0.97);
        assertThat(path.tuner.windowBytes()).isLessThan(2 * WindowTuner.FREE_GROWTH_BYTES);
    }

    @Test
    void aLinkThatGetsFasterIsFilledAgain() {
        Path path = new Path(100, 100);
        path.run(30);
        path.bytesAMs *= 3;
        path.run(60);
        path.run(10);
        assertThat(path.filled(10)).isGreaterThan(0.9);
    }

    @Test
    void aLinkThatGetsSlowerIsNotFilledForLong() {
        Path path = new Path(300, 100);
        path.run(30);
        path.bytesAMs /= 3;
        path.run(90);
        path.run(20);
        assertThat(path.filled(20)).isGreaterThan(0.95);
        assertThat(path.queued(0.99)).isLessThan(0.7);
    }

    @Test
    void aStreamThatStopsInTheMidstOfATrialHasItsWindowBack() {
        WindowTuner tuner = new WindowTuner(IMPLICIT);
        tuner.skipStart();
        int fullest = 0;
        long now = 0;
        while (tuner.windowBytes() >= fullest) { // until the first step less
            fullest = tuner.windowBytes();
            now += TimeUnit.MILLISECONDS.toNanos(100);
            tuner.consumed(fullest / 2, now, TimeUnit.MILLISECONDS.toNanos(100), false);
            assertThat(now).isLessThan(TimeUnit.MINUTES.toNanos(1));
        }
        tuner.consumed(1, now + TimeUnit.SECONDS.toNanos(9), TimeUnit.MILLISECONDS.toNanos(100), false);
        assertThat(tuner.windowBytes()).isEqualTo(fullest);
    }

    @Test
    void onAShortPathNothingIsTakenBack() {
        Path path = new Path(5_000, 2);
        path.run(10);
        int window = path.tuner.windowBytes();
        path.run(30);
        assertThat(path.tuner.windowBytes()).isGreaterThanOrEqualTo(window);
    }
}
