package dev.moosic.tunnel.bench.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.bench.contestant.Contestants;
import org.junit.jupiter.api.Test;

class RowsTest {
    @Test
    void longPathsAndMemoryHaveFewerRoundsUnlessTheyAreAskedFor() {
        assertRounds("path/100ms-500m/1", 5);
        assertRounds("memory", 3);
        assertRounds("http/1k/keep", 7);
    }

    @Test
    void theShortFormHasAsManyAsTheRowSaysAndASizeIsTakenOnce() {
        for (Row row : Rows.of(Contestants.all(), true)) {
            boolean size = row.span().total().isZero();
            assertThat(row.rounds(7, true, false)).as(row.id()).isEqualTo(size ? 1 : Math.min(7, row.brief()));
            if (size) {
                assertThat(row.rounds(7, false, true)).as(row.id()).isEqualTo(1);
            }
        }
    }

    private static void assertRounds(String id, int unasked) {
        Row row = Rows.of(Contestants.all(), false).stream()
                .filter(candidate -> candidate.id().startsWith(id))
                .findFirst()
                .orElseThrow();
        assertThat(row.rounds(7, false, false)).as(id).isEqualTo(unasked);
        assertThat(row.rounds(2, false, false)).as(id).isEqualTo(2);
        assertThat(row.rounds(7, false, true)).as("%s, asked for", id).isEqualTo(7);
    }
}
