package dev.moosic.tunnel.bench.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything one run found out, as it stands in the raw file. The page is made from this alone. */
public final class RawResults {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final ObjectMapper LINES = new ObjectMapper();

    /** Between the values of several runs. */
    private static final String BESIDE = "; ";

    /** Processor, cores, memory, kernel, Java, sysctls; of several runs all there were. */
    @JsonProperty
    public Map<String, String> machine = new LinkedHashMap<>();

    /** By contestant. */
    @JsonProperty
    public Map<String, String> versions = new LinkedHashMap<>();

    /** How each contestant is set up, by contestant. */
    @JsonProperty
    public Map<String, String> settings = new LinkedHashMap<>();

    /** Why a contestant took no part, by contestant. */
    @JsonProperty
    public Map<String, String> absent = new LinkedHashMap<>();

    /** Of the run: form, rounds, commit, begin. */
    @JsonProperty
    public Map<String, String> run = new LinkedHashMap<>();

    @JsonProperty
    public List<RowDescription> rows = new ArrayList<>();

    @JsonProperty
    public List<Sample> samples = new ArrayList<>();

    /**
     * A row.
     *
     * @param yardsticks columns that take part in no race
     * @param relays columns that race but are no tunnels
     * @param entrances columns that are HTTP entrances, and race with each other
     */
    public record RowDescription(
            @JsonProperty("id") String id,
            @JsonProperty("title") String title,
            @JsonProperty("metrics") List<Metric> metrics,
            @JsonProperty("settleMs") long settleMs,
            @JsonProperty("measureMs") long measureMs,
            @JsonProperty("yardsticks") List<String> yardsticks,
            @JsonProperty("relays") List<String> relays,
            @JsonProperty("entrances") List<String> entrances) {}

    /**
     * One sample, or one failure.
     *
     * @param at seconds since the beginning of the run
     * @param failed empty, or why there are no values
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Sample(
            @JsonProperty("row") String row,
            @JsonProperty("contestant") String contestant,
            @JsonProperty("round") int round,
            @JsonProperty("at") double at,
            @JsonProperty("values") Map<String, Double> values,
            @JsonProperty("failed") String failed) {
        public Sample {
            values = values == null ? Map.of() : values;
            failed = failed == null ? "" : failed;
        }
    }

    public static RawResults read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), RawResults.class);
    }

    /** Adds another run's samples and rows; rounds are numbered on, so that none counts for another. */
    public void add(RawResults other) {
        int base = samples.stream().mapToInt(Sample::round).max().orElse(-1) + 1;
        for (Sample sample : other.samples) {
            samples.add(new Sample(
                    sample.row, sample.contestant, base + sample.round, sample.at, sample.values, sample.failed));
        }
        for (RowDescription row : other.rows) {
            if (rows.stream().noneMatch(known -> known.id.equals(row.id))) {
                rows.add(row);
            }
        }
        other.versions.forEach(versions::putIfAbsent);
        other.settings.forEach(settings::putIfAbsent);
        other.absent.forEach(absent::putIfAbsent);
        samples.forEach(sample -> absent.remove(sample.contestant)); // of one run only
        addDistinct(other.run, run);
        addDistinct(other.machine, machine);
    }

    /** Each value that differs stands beside the former ones, once. */
    private static void addDistinct(Map<String, String> from, Map<String, String> to) {
        from.forEach((key, value) -> to.merge(
                key,
                value,
                (former, more) -> Stream.of(former, more)
                        .flatMap(values -> Stream.of(values.split(BESIDE)))
                        .distinct()
                        .collect(Collectors.joining(BESIDE))));
    }

    /** Replaces the file as a whole, so that a run that is cut short leaves a good one. */
    public void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder(JSON.writeValueAsString(Map.of()));
        text.setLength(0);
        text.append("{\n");
        for (Map.Entry<String, ?> part : Map.of(
                        "machine", machine, "versions", versions, "settings", settings, "absent", absent, "run", run)
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .toList()) {
            text.append("\"").append(part.getKey()).append("\" : ");
            text.append(JSON.writeValueAsString(part.getValue())).append(",\n");
        }
        text.append(lines("rows", rows))
                .append(",\n")
                .append(lines("samples", samples))
                .append("\n}\n");
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** One element a line. */
    private static String lines(String name, List<?> elements) throws IOException {
        StringBuilder text = new StringBuilder("\"" + name + "\" : [");
        String separator = "\n";
        for (Object element : elements) {
            text.append(separator).append(LINES.writeValueAsString(element));
            separator = ",\n";
        }
        return text.append("\n]").toString();
    }
}
