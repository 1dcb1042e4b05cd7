package dev.moosic.tunnel.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.bench.plan.Metric;
import dev.moosic.tunnel.bench.plan.RawResults.RowDescription;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RaceTest {
    private static final Metric MORE = new Metric("gbps", "Gbit/s", true, 2);
    private static final Metric LESS = new Metric("p99", "ms", false, 2);

    @Test
    void aPeerThatLeadsStandsInBold() {
        Race race = race(MORE, cell("direct", 50), cell("moosic", 8), cell("rathole", 10), cell("frp", 4));
        assertThat(race.lead()).isEqualTo(0.8);
        assertThat(race.text()).isEqualTo("**rathole** 1.25× moosic");
    }

    @Test
    void yardsticksDoNotRace() {
        Race race = race(MORE, cell("direct", 50), cell("moosic", 8), cell("frp", 4));
        assertThat(race.text()).isEqualTo("moosic 2.00× frp");
    }

    @Test
    void lessCanBeBetter() {
        assertThat(race(LESS, cell("moosic", 5), cell("frp", 10)).lead()).isEqualTo(2);
        assertThat(race(LESS, cell("moosic", 5), cell("frp", 10), cell("bore", 1))
                        .text())
                .isEqualTo("**bore** 5.00× moosic");
    }

    @Test
    void overlappingSpreadsAreTold() {
        assertThat(race(MORE, cell("moosic", 8, 9, 10), cell("frp", 7, 8.5, 10)).text())
                .endsWith("(spreads overlap)");
    }

    @Test
    void anHttpEntranceRacesWithHttpEntrances() {
        Line line = line(MORE, cell("moosic", 9), cell("moosic-api", 5), cell("frp", 8), cell("frp-vhost", 2));
        assertThat(Race.in(line, "moosic").orElseThrow().peer()).isEqualTo("frp");
        assertThat(Race.in(line, "moosic-api").orElseThrow().peer()).isEqualTo("frp-vhost");
    }

    @Test
    void aRelayThatIsNoTunnelRacesButIsToldApart() {
        Line line = line(MORE, cell("moosic", 10), cell("haproxy", 20), cell("frp", 8));
        assertThat(Race.in(line, "moosic").orElseThrow().isLost()).isTrue();
        assertThat(Race.amongTunnels(line, "moosic").orElseThrow().text()).isEqualTo("moosic 1.25× frp");
    }

    @Test
    void lessThanHalfAPercentIsLevel() {
        Race race = race(MORE, cell("moosic", 99.9), cell("frp", 100));
        assertThat(race.isLost()).isFalse();
        assertThat(race.text()).isEqualTo("moosic level with frp");
    }

    @Test
    void withoutAFigureThereIsNoRace() {
        assertThat(Race.in(line(MORE, new Cell("moosic", Optional.empty(), 3), cell("frp", 1)), "moosic"))
                .isEmpty();
        assertThat(Race.in(line(MORE, cell("moosic", 1)), "moosic")).isEmpty();
    }

    private static Race race(Metric metric, Cell... cells) {
        return Race.in(line(metric, cells), "moosic").orElseThrow();
    }

    private static Line line(Metric metric, Cell... cells) {
        return new Line(
                new RowDescription(
                        "row",
                        "Row",
                        List.of(metric),
                        0,
                        0,
                        List.of("direct"),
                        List.of("haproxy"),
                        List.of("moosic-api", "frp-vhost")),
                metric,
                List.of(cells));
    }

    private static Cell cell(String contestant, double... values) {
        return new Cell(
                contestant,
                Optional.of(Statistics.of(Arrays.stream(values).boxed().toList())),
                0);
    }
}
