package dev.moosic.tunnel.bench.plan;

import dev.moosic.tunnel.bench.contestant.Arena;
import dev.moosic.tunnel.bench.contestant.Contestant;
import dev.moosic.tunnel.bench.contestant.Contestants;
import dev.moosic.tunnel.bench.contestant.Profile;
import dev.moosic.tunnel.bench.contestant.Tools;
import dev.moosic.tunnel.bench.load.BulkLoad;
import dev.moosic.tunnel.bench.load.Connections;
import dev.moosic.tunnel.bench.load.EchoLoad;
import dev.moosic.tunnel.bench.load.HttpLoad;
import dev.moosic.tunnel.bench.load.LoadFailedException;
import dev.moosic.tunnel.bench.load.OriginCounter;
import dev.moosic.tunnel.bench.load.Span;
import dev.moosic.tunnel.bench.plan.RawResults.RowDescription;
import dev.moosic.tunnel.bench.plan.RawResults.Sample;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The run: in each round every row, in each row every entrant, in an order that moves on with the round. So what the
 * machine does meanwhile falls on all alike.
 */
public final class SideBySide {
    /** What a deployment carries of a kind of load before it is counted for the first time. */
    private static final Duration WARM_UP = Duration.ofSeconds(30);

    private static final Duration WARM_UP_BRIEF = Duration.ofSeconds(3);
    /** No row of the short form begins later. */
    private static final Duration BRIEF_LIMIT = Duration.ofMinutes(9);

    /** Between two samples: resets cross, buffers go. */
    private static final long PAUSE_MS = 150;

    private final Options options;
    private final Tools tools;
    private final PrintStream out;
    private final RawResults results = new RawResults();
    private final Set<String> warm = new HashSet<>();
    private final long began = System.nanoTime();

    /**
     * What was asked for.
     *
     * @param only beginnings of row ids; empty for all
     * @param peers ids of contestants beside direct, raw and our own; empty for all
     * @param profile whether our own processes are recorded while they are measured, which slows them a little
     * @param folder for logs and the raw file
     */
    public record Options(
            boolean brief,
            int rounds,
            List<String> only,
            List<String> peers,
            boolean profile,
            Path folder,
            String commit) {}

    public SideBySide(Options options, Tools tools, PrintStream out) {
        this.options = options;
        this.tools = tools;
        this.out = out;
    }

    /** @return the raw file */
    public Path run(InetSocketAddress origin) throws IOException, InterruptedException {
        List<Contestant> contestants = contestants();
        List<Row> rows = Rows.of(contestants, options.brief()).stream()
                .filter(row ->
                        options.only().isEmpty() ? row.brief() > 0 || row.brief() == 0 && !options.brief() : asked(row))
                .toList();
        describe(contestants, rows);
        Path raw = options.folder().resolve("raw.json");
        out.printf(
                "%d rows, %d rounds, about %d minutes%n",
                rows.size(), options.rounds(), estimate(rows).toMinutes());
        try (Connections connections = new Connections();
                OriginCounter counter = new OriginCounter(origin);
                Bench bench = new Bench(
                        new Arena(
                                options.folder(), origin, tools, options.profile() ? Profile.JAVA_OPTIONS : List.of()),
                        new BulkLoad(connections, counter),
                        new HttpLoad(connections),
                        new EchoLoad(connections))) {
            for (int round = 0; round < options.rounds(); round++) {
                out.printf("%nround %d of %d%n", round + 1, options.rounds());
                for (Row row : rows) {
                    if (round < rounds(row) && !isTimeUp()) {
                        out.println(line(row, round(bench, row, round)));
                    }
                }
                results.write(raw);
            }
        }
        if (isTimeUp()) {
            results.run.put("cut short", "after " + BRIEF_LIMIT.toMinutes() + " minutes: the machine is busy");
            out.println("time is up: what is missing was left out");
        }
        results.run.put(
                "minutes", "" + Duration.ofNanos(System.nanoTime() - began).toMinutes());
        results.write(raw);
        return raw;
    }

    private boolean asked(Row row) {
        return options.only().stream().anyMatch(row.id()::startsWith);
    }

    /** The short form keeps its word on a busy machine, too. */
    private boolean isTimeUp() {
        return isShortForm() && Duration.ofNanos(System.nanoTime() - began).compareTo(BRIEF_LIMIT) > 0;
    }

    private boolean isShortForm() {
        return options.brief() && options.only().isEmpty();
    }

    private int rounds(Row row) {
        return row.rounds(options.rounds(), isShortForm(), asked(row));
    }

    private List<Contestant> contestants() {
        List<Contestant> present = new ArrayList<>();
        for (Contestant contestant : Contestants.all()) {
            boolean wanted = options.peers().isEmpty()
                    || contestant.isYardstick()
                    || contestant.id().equals(Contestants.OWN)
                    || options.peers().contains(contestant.id());
            String absence = wanted ? contestant.absence(tools) : "not asked for";
            if (absence.isEmpty()) {
                present.add(contestant);
            } else {
                results.absent.put(contestant.id(), absence);
                out.printf("absent: %s: %s%n", contestant.id(), absence);
            }
        }
        return present;
    }

    private void describe(List<Contestant> contestants, List<Row> rows) {
        results.machine.putAll(Machine.describe());
        results.run.put("form", options.brief() ? "short" : "full");
        results.run.put("rounds", "" + options.rounds());
        if (options.profile()) {
            results.run.put("profiled", "yes: our own figures are a few percent low");
        }
        results.run.put("commit", options.commit());
        results.run.put("begun", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        results.run.put(
                "warm-up",
                warmUp().toSeconds() + " s for each deployment and kind of load"
                        + (options.brief() ? "" : ", a fixed rate of each body being a kind"));
        for (Contestant contestant : contestants) {
            results.versions.put(contestant.id(), contestant.version(tools));
            results.settings.put(contestant.id(), contestant.settings());
        }
        for (Row row : rows) {
            results.rows.add(new RowDescription(
                    row.id(),
                    row.title(),
                    row.metrics(),
                    row.span().settle().toMillis(),
                    row.span().measure().toMillis(),
                    labels(row, entrant -> entrant.contestant().isYardstick()),
                    labels(
                            row,
                            entrant -> !entrant.contestant().isTunnel()
                                    && !entrant.contestant().isYardstick()),
                    labels(row, Entrant::api)));
        }
    }

    private static List<String> labels(Row row, Predicate<Entrant> which) {
        return row.entrants().stream().filter(which).map(Entrant::label).toList();
    }

    private Duration warmUp() {
        return options.brief() ? WARM_UP_BRIEF : WARM_UP;
    }

    private Duration estimate(List<Row> rows) {
        long millis = 0;
        Set<String> warmed = new HashSet<>();
        for (Row row : rows) {
            millis += (long) rounds(row) * row.entrants().size() * Samplers.cost(row);
            for (Entrant entrant : row.entrants()) {
                if (!row.warmth().isEmpty() && warmed.add(warmth(row, entrant))) {
                    millis += warmUp().toMillis() + 1_000;
                }
            }
        }
        return Duration.ofMillis(millis);
    }

    private static String warmth(Row row, Entrant entrant) {
        return deployment(entrant) + entrant.label() + " " + row.warmth();
    }

    private static String deployment(Entrant entrant) {
        return entrant.contestant().id() + " " + entrant.security() + " ";
    }

    /** One sample of each entrant. */
    private Map<String, Sample> round(Bench bench, Row row, int round) throws InterruptedException {
        List<Entrant> order = new ArrayList<>(row.entrants());
        Collections.rotate(order, -round);
        Map<String, Sample> samples = new HashMap<>();
        for (Entrant entrant : order) {
            Sample sample = sample(bench, row, entrant, round);
            samples.put(entrant.label(), sample);
            results.samples.add(sample);
            if (!sample.failed().isEmpty()) {
                out.printf(
                        "  failed: %s %s: %s%n",
                        row.id(),
                        entrant.label(),
                        sample.failed().lines().findFirst().orElse(""));
            }
        }
        return samples;
    }

    private Sample sample(Bench bench, Row row, Entrant entrant, int round) throws InterruptedException {
        Map<String, Double> values = Map.of();
        String failed = "";
        try {
            if (!row.warmth().isEmpty() && warm.add(warmth(row, entrant))) {
                row.sampler().sample(bench, entrant, new Span(warmUp(), Duration.ofMillis(500)));
            }
            values = options.profile()
                            && row.id().matches("(bulk|http|connect/(warm|first)).*")
                            && entrant.contestant().id().equals(Contestants.OWN)
                    ? profiled(bench, row, entrant)
                    : row.sampler().sample(bench, entrant, row.span());
        } catch (LoadFailedException e) {
            failed = String.valueOf(e.getMessage());
            values = e.before();
            again(bench, entrant);
        } catch (IOException | java.io.UncheckedIOException e) {
            failed = String.valueOf(e.getMessage());
            again(bench, entrant);
        }
        Thread.sleep(PAUSE_MS);
        double at = Math.rint((System.nanoTime() - began) / 1e8) / 10;
        return new Sample(
                row.id(),
                entrant.label(),
                round,
                at,
                rounded(values),
                failed.replace(options.folder().toString(), "RUN"));
    }

    private Map<String, Double> profiled(Bench bench, Row row, Entrant entrant)
            throws LoadFailedException, IOException, InterruptedException {
        Profile profile = Profile.start(bench.straight(entrant), tools);
        Map<String, Double> values = row.sampler().sample(bench, entrant, row.span());
        out.println(entrant.label() + " in " + row.id() + "\n" + profile.stop(options.folder()));
        return values;
    }

    /** After a failure it starts anew, and cold for every kind of load. */
    private void again(Bench bench, Entrant entrant) {
        warm.removeIf(warmth -> warmth.startsWith(deployment(entrant)));
        bench.discard(entrant);
    }

    private static Map<String, Double> rounded(Map<String, Double> values) {
        Map<String, Double> result = new java.util.LinkedHashMap<>();
        values.forEach((name, value) -> result.put(name, Math.rint(value * 1e4) / 1e4));
        return result;
    }

    /** The row as it is printed while the run goes on. */
    private static String line(Row row, Map<String, Sample> samples) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "  %-30s", row.id()));
        Metric metric = row.metrics().get(0);
        for (Entrant entrant : row.entrants()) {
            Sample sample = samples.get(entrant.label());
            Double value = sample == null ? null : sample.values().get(metric.name());
            text.append(
                    value == null
                            ? String.format(Locale.ROOT, " %s -", entrant.label())
                            : String.format(Locale.ROOT, " %s %." + metric.digits() + "f", entrant.label(), value));
        }
        return text.append("  ").append(metric.unit()).toString();
    }
}
