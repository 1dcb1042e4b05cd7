package dev.moosic.tunnel.protocol.mux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a stream may always be granted, and what it has to share. */
class ReceiveWindowTest {
    private static final int FLOOR = 2_048;
    private static final int TOTAL = 64 * 1024;

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

    private ReceiveWindow open() {
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
