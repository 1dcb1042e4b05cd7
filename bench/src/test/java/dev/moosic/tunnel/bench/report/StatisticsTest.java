package dev.moosic.tunnel.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void oddNumberOfSamples() {
        assertThat(Statistics.of(List.of(5.0, 1.0, 9.0, 3.0, 7.0))).isEqualTo(new Statistics(5, 5, 1, 9, 3, 7));
    }

    @Test
    void evenNumberOfSamplesGoesBetween() {
        Statistics statistics = Statistics.of(List.of(1.0, 2.0, 3.0, 4.0));
        assertThat(statistics.median()).isEqualTo(2.5);
        assertThat(statistics.lowerQuartile()).isEqualTo(1.75);
        assertThat(statistics.upperQuartile()).isEqualTo(3.25);
    }

    @Test
    void oneSample() {
        assertThat(Statistics.of(List.of(4.0))).isEqualTo(new Statistics(1, 4, 4, 4, 4, 4));
    }

    @Test
    void none() {
        assertThatIllegalArgumentException().isThrownBy(() -> Statistics.of(List.of()));
    }
}
