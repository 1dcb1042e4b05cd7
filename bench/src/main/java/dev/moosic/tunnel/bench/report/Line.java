package dev.moosic.tunnel.bench.report;

import dev.moosic.tunnel.bench.plan.Metric;
import dev.moosic.tunnel.bench.plan.RawResults;
import dev.moosic.tunnel.bench.plan.RawResults.RowDescription;
import dev.moosic.tunnel.bench.plan.RawResults.Sample;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One metric of one row, with the cells of all contestants. */
record Line(RowDescription row, Metric metric, List<Cell> cells) {

    static Line of(RawResults results, RowDescription row, Metric metric) {
        List<Sample> samples = results.samples.stream()
                .filter(sample -> sample.row().equals(row.id()))
                .toList();
        Set<String> contestants = new LinkedHashSet<>(results.settings.keySet());
        samples.forEach(sample -> contestants.add(sample.contestant()));
        List<Cell> cells = new ArrayList<>();
        for (String contestant : contestants) {
            List<Sample> own = samples.stream()
                    .filter(sample -> sample.contestant().equals(contestant))
                    .toList();
            if (own.isEmpty()) {
                continue;
            }
            List<Double> values = own.stream()
                    .filter(sample -> sample.values().containsKey(metric.name()))
                    .map(sample -> sample.values().get(metric.name()))
                    .toList();
            cells.add(
                    new Cell(contestant, values.isEmpty() ? Optional.empty() : Optional.of(Statistics.of(values)), (int)
                            own.stream()
                                    .filter(sample -> !sample.failed().isEmpty())
                                    .count()));
        }
        return new Line(row, metric, List.copyOf(cells));
    }

    boolean isEmpty() {
        return cells.stream().allMatch(cell -> cell.statistics().isEmpty());
    }

    /** How many samples succeeded: the fewest and the most of any contestant's. Not of an empty line. */
    IntSummaryStatistics rounds() {
        return cells.stream()
                .flatMap(cell -> cell.statistics().stream())
                .mapToInt(Statistics::count)
                .summaryStatistics();
    }

    Optional<Statistics> of(String contestant) {
        return cells.stream()
                .filter(cell -> cell.contestant().equals(contestant))
                .findFirst()
                .flatMap(Cell::statistics);
    }

    /** The median of {@code a} as a multiple of that of {@code b}. */
    Optional<Double> ratio(String a, String b) {
        Optional<Statistics> one = of(a);
        Optional<Statistics> other = of(b);
        return one.isPresent() && other.isPresent() && other.get().median() != 0
                ? Optional.of(one.get().median() / other.get().median())
                : Optional.empty();
    }

    boolean isYardstick(String contestant) {
        return row.yardsticks().contains(contestant);
    }

    boolean isRelay(String contestant) {
        return row.relays().contains(contestant);
    }

    boolean isEntrance(String contestant) {
        return row.entrances().contains(contestant);
    }
}
