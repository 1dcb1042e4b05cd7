package dev.moosic.tunnel.bench.report;

import dev.moosic.tunnel.bench.contestant.Contestants;
import dev.moosic.tunnel.bench.plan.Metric;
import dev.moosic.tunnel.bench.plan.RawResults;
import dev.moosic.tunnel.bench.plan.RawResults.RowDescription;
import dev.moosic.tunnel.bench.plan.RawResults.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code docs/benchmark.md} and its plots. Between its two markers the page is rendered from raw results alone; what
 * stands around them is written by hand and stays.
 */
public final class Page {
    private static final String BEGIN = "<!-- figures: rendered by bench/report from raw samples; do not edit -->";
    private static final String END = "<!-- end of figures -->";
    private static final String PLOTS = "benchmark";
    private static final List<String> OWN = List.of(Contestants.OWN, Contestants.OWN_API);

    private final RawResults results;

    public Page(RawResults results) {
        this.results = results;
    }

    /** @return the files it wrote */
    public List<Path> write(Path docs) throws IOException {
        List<Path> written = new ArrayList<>();
        Path page = docs.resolve("benchmark.md");
        String around = Files.exists(page) ? Files.readString(page) : template();
        int begin = around.indexOf(BEGIN);
        int end = around.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(
                    page + " has lost its markers; the lines " + BEGIN + " and " + END + " say where the figures go");
        }
        Map<String, List<Line>> sections = sections();
        Files.writeString(
                page, around.substring(0, begin) + BEGIN + "\n\n" + figures(sections) + "\n" + around.substring(end));
        written.add(page);
        Path raw = docs.resolve(PLOTS).resolve("raw.json");
        Files.createDirectories(raw.getParent());
        results.write(raw);
        written.add(raw);
        for (Map.Entry<String, List<Line>> section : sections.entrySet()) {
            if (!isPlotted(section.getValue())) {
                continue;
            }
            Path plot = docs.resolve(plotName(section.getKey()));
            Files.writeString(plot, BarChart.of(section.getKey(), section.getValue(), OWN));
            written.add(plot);
        }
        return written;
    }

    private static String template() throws IOException {
        try (var resource = Page.class.getResourceAsStream("template.md")) {
            if (resource == null) {
                throw new IOException("template.md is not in the jar");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Lines that share a table: of the same family of rows and the same metric. */
    private Map<String, List<Line>> sections() {
        Map<String, List<Line>> sections = new LinkedHashMap<>();
        for (RowDescription row : results.rows) {
            for (Metric metric : row.metrics()) {
                Line line = Line.of(results, row, metric);
                if (!line.isEmpty()) {
                    sections.computeIfAbsent(section(row, metric), any -> new ArrayList<>())
                            .add(line);
                }
            }
        }
        return sections;
    }

    private static String section(RowDescription row, Metric metric) {
        String[] parts = row.id().split("/");
        String family = switch (parts[0]) {
            case "bulk" -> "Bulk " + parts[1];
            case "http" -> parts[3].equals("full") ? "HTTP at full load" : "HTTP at a fixed rate";
            case "connect" -> "New connections";
            case "path" -> "Long path";
            case "memory" -> "Memory";
            default -> "Size";
        };
        String unit = parts[0].equals("memory")
                ? (metric.unit().startsWith("MB") ? "MB PSS" : "KiB heap per idle connection")
                : metric.unit();
        return family + ": " + unit;
    }

    /** What rows are judged by, and processor time. */
    private static boolean isPlotted(List<Line> lines) {
        Line first = lines.get(0);
        List<Metric> metrics = first.row().metrics();
        return first.metric().equals(metrics.get(0)) || first.metric().name().equals("cpuPerGb");
    }

    private static String plotName(String section) {
        return PLOTS + "/"
                + section.toLowerCase(Locale.ROOT)
                        .replace("%", "percent")
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("-$", "")
                + ".svg";
    }

    private String figures(Map<String, List<Line>> sections) {
        StringBuilder text = new StringBuilder();
        text.append("Medians; small: least–most of the rounds, of which each line has as many as it says. ")
                .append("Peers that lead stand in bold in the last column, ")
                .append("and every line where one does is listed first.\n\n");
        behind(sections, text);
        sections.forEach((title, lines) -> table(title, lines, text));
        failures(text);
        describe(text);
        return text.toString();
    }

    /** What a reader has to know first: where a peer is better. */
    private static void behind(Map<String, List<Line>> sections, StringBuilder text) {
        text.append("### Where a peer leads\n\n");
        int lines = 0;
        int lost = 0;
        StringBuilder list = new StringBuilder();
        for (List<Line> section : sections.values()) {
            for (Line line : section) {
                for (String own : OWN) {
                    Optional<Race> race = Race.in(line, own);
                    lines += race.isPresent() ? 1 : 0;
                    if (race.isPresent() && race.get().isLost()) {
                        lost++;
                        list.append("* ")
                                .append(line.row().title())
                                .append(", ")
                                .append(line.metric().unit());
                        list.append(": ").append(verdict(line, own)).append('\n');
                    }
                }
            }
        }
        text.append("In ")
                .append(lost)
                .append(" of ")
                .append(lines)
                .append(" lines.\n\n")
                .append(list)
                .append('\n');
    }

    private static void table(String title, List<Line> lines, StringBuilder text) {
        Set<String> columns = new LinkedHashSet<>();
        lines.forEach(line -> line.cells().forEach(cell -> columns.add(cell.contestant())));
        text.append("### ").append(title).append("\n\n");
        if (isPlotted(lines)) {
            text.append("![").append(title).append("](").append(plotName(title)).append(")\n\n");
        }
        text.append("| | rounds |");
        columns.forEach(column -> text.append(' ').append(column).append(" |"));
        boolean yardsticks = columns.contains(Contestants.RAW);
        text.append(yardsticks ? " ÷ direct | ÷ raw |" : "").append(" ahead |\n|---|---|");
        text.append("---|".repeat(columns.size() + (yardsticks ? 2 : 0) + 1)).append('\n');
        for (Line line : lines) {
            String name = line.row().id().equals("memory")
                    ? line.metric().unit()
                    : line.row().title();
            text.append("| ").append(name).append(" | ").append(rounds(line)).append(" |");
            for (String column : columns) {
                text.append(' ').append(cell(line, column)).append(" |");
            }
            if (yardsticks) {
                text.append(' ').append(ratios(line, Contestants.DIRECT)).append(" | ");
                text.append(ratios(line, Contestants.RAW)).append(" |");
            }
            text.append(' ');
            List<String> races = new ArrayList<>();
            for (String own : OWN) {
                if (Race.in(line, own).isPresent()) {
                    races.add(verdict(line, own));
                }
            }
            text.append(String.join("; ", races)).append(" |\n");
        }
        text.append('\n');
    }

    /** Where a relay that is no tunnel leads, the best tunnel is named beside it. */
    private static String verdict(Line line, String own) {
        Race race = Race.in(line, own).orElseThrow();
        Optional<Race> tunnels = Race.amongTunnels(line, own);
        return race.isLost() && line.isRelay(race.peer()) && tunnels.isPresent()
                ? race.text() + ", of tunnels " + tunnels.get().text()
                : race.text();
    }

    private static String rounds(Line line) {
        IntSummaryStatistics rounds = line.rounds();
        return rounds.getMin() == rounds.getMax()
                ? Integer.toString(rounds.getMax())
                : rounds.getMin() + "–" + rounds.getMax();
    }

    private static String cell(Line line, String column) {
        for (Cell cell : line.cells()) {
            if (cell.contestant().equals(column)) {
                String value = cell.statistics()
                        .map(statistics ->
                                Numbers.text(statistics, line.metric().digits()))
                        .orElse("–");
                return cell.failures() > 0 ? value + " (" + cell.failures() + " failed)" : value;
            }
        }
        return "";
    }

    /** Our columns as multiples of a yardstick. */
    private static String ratios(Line line, String yardstick) {
        List<String> ratios = new ArrayList<>();
        for (String own : OWN) {
            line.ratio(own, yardstick).ifPresent(ratio -> ratios.add(Numbers.text(ratio, 2)));
        }
        return String.join("; ", ratios);
    }

    private void failures(StringBuilder text) {
        Map<String, Integer> failures = new LinkedHashMap<>();
        for (Sample sample : results.samples) {
            if (!sample.failed().isEmpty()) {
                String reason = sample.failed().lines().findFirst().orElse("");
                failures.merge(sample.row() + ", " + sample.contestant() + ": " + reason, 1, Integer::sum);
            }
        }
        if (!failures.isEmpty()) {
            text.append("### Samples that failed\n\n");
            failures.forEach((what, count) ->
                    text.append("* ").append(count).append("× ").append(what).append('\n'));
            text.append('\n');
        }
    }

    private void describe(StringBuilder text) {
        text.append("### Machine, versions, settings\n\n| | |\n|---|---|\n");
        results.run.forEach((name, value) -> row(text, name, value));
        results.machine.forEach((name, value) -> row(text, name, value));
        text.append("\n| contestant | version | settings |\n|---|---|---|\n");
        results.settings.forEach((name, setting) -> text.append("| ")
                .append(name)
                .append(" | ")
                .append(results.versions.getOrDefault(name, ""))
                .append(" | ")
                .append(setting)
                .append(" |\n"));
        results.absent.forEach((name, reason) -> text.append("| ")
                .append(name)
                .append(" | absent | ")
                .append(reason)
                .append(" |\n"));
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("| ").append(name).append(" | ").append(value).append(" |\n");
    }
}
