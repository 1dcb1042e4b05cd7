package dev.moosic.tunnel.protocol.mux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a stream may always be granted, and what it has to share. */
class ReceiveWindowTest {
    private static final int FLOOR = 2_048;
    private static final int TOTAL = 64 * 1024;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final SessionBudget budget = new SessionBudget(TOTAL);

    @Test
    void aStreamGetsItsImplicitCreditAgainWhateverOthersHold() {
        ReceiveWindow window = open();
        spendTheRest();
        for (int i = 1; i <= 3; i++) {
            receiveAndConsume(window, FLOOR, i);
            assertThat(window.grant()).isTrue();
            assertThat(window.limit()).isEqualTo((i + 1) * FLOOR);
            assertThat(budget.heldBytes()).isEqualTo(TOTAL);
        }
    }

    @Test
    void littleIsNotWorthACredit() {
        ReceiveWindow window = open();
        spendTheRest();
        receiveAndConsume(window, FLOOR / 2 - 1, 1);
        assertThat(window.grant()).isFalse();
        receiveAndConsume(window, 1, 2);
        assertThat(window.grant()).isTrue();
        assertThat(window.limit()).isEqualTo(FLOOR + FLOOR / 2);
    }

    @Test
    void aReaderWhosePeerStoodAtItsLimitIsGrantedAFullWindowAtOnce() {
        ReceiveWindow window = open(new SessionBudget(16 * TOTAL));
        receiveAndConsume(window, FLOOR, 1);
        assertThat(window.grant()).isTrue();
        assertThat(window.limit()).isEqualTo(FLOOR + WindowTuner.FREE_GROWTH_BYTES);
    }

    @Test
    void aReaderThatIsBehindIsGrantedNoMoreThanItBeganWith() {
        ReceiveWindow window = open(new SessionBudget(16 * TOTAL));
        assertThat(window.received(FLOOR)).isTrue();
        window.consumed(FLOOR - 1, 1, 0);
        assertThat(window.grant()).isTrue();
        assertThat(window.limit()).isEqualTo(2 * FLOOR - 1);
    }

    @Test
    void noMoreOfAWideWindowIsWithheldThanAStep() {
        ReceiveWindow window = new ReceiveWindow(
                new SessionBudget(ProtocolLimits.SESSION_BUDGET_BYTES), ProtocolLimits.INITIAL_CREDIT_BYTES);
        assertThat(window.open()).isTrue();
        long roundTrip = TimeUnit.MILLISECONDS.toNanos(100);
        long received = 0;
        for (long now = roundTrip; now < 20 * roundTrip; now += roundTrip) { // all it may, in every round trip
            int bytes = (int) (window.limit() - received);
            received += bytes;
            assertThat(window.received(bytes)).isTrue();
            window.consumed(bytes, now, roundTrip);
            window.grant();
        }
        assertThat(window.limit() - received).isGreaterThan(4 * ReceiveWindow.LARGEST_STEP_BYTES);
        assertThat(window.received(ReceiveWindow.LARGEST_STEP_BYTES)).isTrue();
        window.consumed(ReceiveWindow.LARGEST_STEP_BYTES - 1, 20 * roundTrip, roundTrip);
        assertThat(window.grant()).isFalse();
        window.consumed(1, 20 * roundTrip, roundTrip);
        assertThat(window.grant()).isTrue();
    }

    @Test
    void aHeadStartIsAFullWindowFromWhichTheStreamGoesOn() {
        SessionBudget shared = new SessionBudget(ProtocolLimits.SESSION_BUDGET_BYTES);
        ReceiveWindow window = new ReceiveWindow(shared, ProtocolLimits.INITIAL_CREDIT_BYTES);
        assertThat(window.grantHeadStart()).as("before it is open").isFalse();
        assertThat(window.open()).isTrue();
        assertThat(window.grantHeadStart()).isTrue();
        assertThat(window.limit()).isEqualTo(WindowTuner.FREE_GROWTH_BYTES);
        assertThat(shared.heldBytes()).isEqualTo(WindowTuner.FREE_GROWTH_BYTES);
        receiveAndConsume(window, WindowTuner.FREE_GROWTH_BYTES / 4, 1);
        assertThat(window.grant()).isTrue();
        assertThat(window.limit()).isEqualTo(WindowTuner.FREE_GROWTH_BYTES * 5 / 4);
        window.close();
        assertThat(shared.heldBytes()).isZero();
    }

    @Test
    void headStartsLeaveThreeQuartersOfTheBudget() {
        SessionBudget shared = new SessionBudget(ProtocolLimits.SESSION_BUDGET_BYTES);
        int affordable = ProtocolLimits.SESSION_BUDGET_BYTES / 4 / WindowTuner.FREE_GROWTH_BYTES;
        for (int i = 0; i <= affordable; i++) {
            ReceiveWindow window = new ReceiveWindow(shared, ProtocolLimits.INITIAL_CREDIT_BYTES);
            assertThat(window.open()).isTrue();
            assertThat(window.grantHeadStart()).as("%s before it", i).isEqualTo(i < affordable);
        }
    }

    @Test
    void whatPlayersAreSentAheadLeavesHalfOfTheSessionsBudget() {
        SessionBudget shared =
                new SessionBudget(ProtocolLimits.SESSION_BUDGET_BYTES, new ReadAheadMemory(Long.MAX_VALUE));
        List<Player> players =
                Stream.generate(() -> new Player(shared)).limit(40).toList();
        play(players);
        assertThat(players).allMatch(player -> player.window.holdsReadAhead());
        assertThat(shared.heldBytes())
                .isBetween(ProtocolLimits.SESSION_BUDGET_BYTES / 3L, ProtocolLimits.SESSION_BUDGET_BYTES / 2L);
    }

    @Test
    void whatPlayersAreSentAheadIsBoundedForAllSessionsTogetherAndGivenBack() {
        ReadAheadMemory memory = new ReadAheadMemory(10_000_000);
        List<SessionBudget> sessions = Stream.generate(
                        () -> new SessionBudget(ProtocolLimits.SESSION_BUDGET_BYTES, memory))
                .limit(4)
                .toList();
        List<Player> players = sessions.stream().map(Player::new).toList();
        play(players);
        assertThat(memory.heldBytes()).isBetween(9_000_000L, 10_000_000L);
        players.get(0).window.close();
        assertThat(sessions.get(0).heldBytes()).isZero();
        assertThat(memory.heldBytes()).isLessThan(9_000_000);
        for (Player player : players.subList(1, 4)) {
            player.window.ended();
            player.read(Integer.MAX_VALUE, MINUTE);
            assertThat(player.window.holdsReadAhead()).isFalse();
        }
        assertThat(memory.heldBytes()).isZero();
        assertThat(sessions).allMatch(session -> session.heldBytes() == 0);
    }

    @Test
    void whatIsLeftOfTheProcessesMemoryIsTakenOnlyIfItIsWorthACredit() {
        ReadAheadMemory memory = new ReadAheadMemory(SessionBudget.SMALLEST_GRANT_BYTES - 1);
        SessionBudget shared = new SessionBudget(ProtocolLimits.SESSION_BUDGET_BYTES, memory);
        assertThat(shared.takeReadAhead(1_000_000, 0)).isZero();
        assertThat(shared.heldBytes()).isZero();
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void inACrowdNothingIsSentAhead() {
        ReceiveWindow crowded = open(new SessionBudget(ProtocolLimits.SESSION_BUDGET_BYTES));
        Player player = new Player(crowded);
        play(List.of(player));
        assertThat(crowded.holdsReadAhead()).isFalse();
    }

    @Test
    void inACrowdThereIsNoHeadStart() {
        ReceiveWindow window = open(new SessionBudget(ProtocolLimits.SESSION_BUDGET_BYTES));
        assertThat(window.grantHeadStart()).isFalse();
        assertThat(window.limit()).isEqualTo(FLOOR);
    }

    @Test
    void newStreamsFindTheirImplicitCreditThoughOldOnesHoldAllTheyCanGet() {
        int total = 16 * TOTAL;
        SessionBudget shared = new SessionBudget(total);
        List<ReceiveWindow> greedy =
                Stream.generate(() -> open(shared)).limit(40).toList();
        for (int now = 1; now <= 20; now++) {
            for (ReceiveWindow window : greedy) {
                receiveAndConsume(window, FLOOR, now);
                window.grant();
            }
        }
        assertThat(shared.heldBytes()).isGreaterThan(total / 2);
        for (int i = 0; i < total / 4 / FLOOR; i++) {
            open(shared);
        }
    }

    @Test
    void theEndGivesBackWhatThePeerDidNotUseAndTheReaderTheRest() {
        ReceiveWindow window = open();
        assertThat(window.received(100)).isTrue();
        window.ended();
        assertThat(budget.heldBytes()).isEqualTo(100);
        window.consumed(100, 0, 0);
        assertThat(budget.heldBytes()).isZero();
        window.close();
        window.close();
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void closingGivesEverythingBack() {
        ReceiveWindow window = open();
        receiveAndConsume(window, FLOOR, 1);
        assertThat(window.grant()).isTrue();
        window.close();
        assertThat(budget.heldBytes()).isZero();
        assertThat(window.grant()).isFalse();
    }

    @Test
    void aSpentBudgetOpensNoWindow() {
        assertThat(budget.takeInitial(TOTAL)).isTrue();
        ReceiveWindow window = new ReceiveWindow(budget, FLOOR);
        assertThat(window.open()).isFalse();
        window.close();
        assertThat(budget.heldBytes()).isEqualTo(TOTAL);
    }

    /** A reader with a pace of its own, whose peer sends all it may. */
    private static final class Player {
        final ReceiveWindow window;
        private long received;
        private long consumed;

        Player(SessionBudget budget) {
            this(new ReceiveWindow(budget, ProtocolLimits.INITIAL_CREDIT_BYTES));
            assertThat(window.open()).isTrue();
            window.grantHeadStart();
        }

        Player(ReceiveWindow window) {
            this.window = window;
            window.readAhead(true);
        }

        void receiveAll() {
            assertThat(window.received((int) (window.limit() - received))).isTrue();
            received = window.limit();
        }

        void read(int most, long now) {
            int bytes = (int) Math.min(most, received - consumed);
            consumed += bytes;
            window.consumed(bytes, now, 0);
        }
    }

    /** For a minute each reads 128 KiB a second. */
    private static void play(List<Player> players) {
        int tenth = 128 * 1024 / 10;
        for (long now = 0; now < MINUTE; now += MINUTE / 600) {
            for (Player player : players) {
                player.receiveAll();
                player.read(tenth, now);
                player.window.grant();
            }
        }
    }

    private ReceiveWindow open() {
        return open(budget);
    }

    private static ReceiveWindow open(SessionBudget budget) {
        ReceiveWindow window = new ReceiveWindow(budget, FLOOR);
        assertThat(window.open()).isTrue();
        return window;
    }

    private void spendTheRest() {
        assertThat(budget.takeInitial((int) (TOTAL - budget.heldBytes()))).isTrue();
    }

    private static void receiveAndConsume(ReceiveWindow window, int bytes, long now) {
        assertThat(window.received(bytes)).isTrue();
        window.consumed(bytes, now, 0);
    }
}
