package dev.moosic.tunnel.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.moosic.tunnel.bench.plan.Metric;
import dev.moosic.tunnel.bench.plan.RawResults;
import dev.moosic.tunnel.bench.plan.RawResults.RowDescription;
import dev.moosic.tunnel.bench.plan.RawResults.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
    private static final String ROW = "bulk/plain/up/1";

    @TempDir
    Path folder;

    @Test
    void medianSpreadAndLeaderStandInTheTable() throws IOException {
        String page = written(results());
        assertThat(page)
                .contains("| Bulk up | 2–3 | 40.00 <sub>40.00–40.00</sub> | 10.00 <sub>9.00–11.00</sub> |"
                        + " 12.00 <sub>12.00–12.00</sub> |")
                .contains("**rathole** 1.20× moosic")
                .contains("In 1 of 1 lines.");
    }

    @Test
    void aPeerThatIsAbsentOrFailedIsNamed() throws IOException {
        RawResults results = results();
        results.absent.put("chisel", "its module could not be had");
        results.samples.add(new Sample(ROW, "frp", 0, 0, Map.of(), "frp-server has ended\nat once"));
        assertThat(written(results))
                .contains("| chisel | absent | its module could not be had |")
                .contains("1× bulk/plain/up/1, frp: frp-server has ended\n")
                .contains("– (1 failed)");
    }

    @Test
    void theSameRawFileGivesTheSamePageAndPlots() throws Exception {
        Path raw = folder.resolve("raw.json");
        results().write(raw);
        String first = written(RawResults.read(raw));
        assertThat(written(RawResults.read(raw))).isEqualTo(first);
        Path plot = folder.resolve("benchmark/bulk-plain-gbit-s.svg");
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(plot.toFile())
                        .getDocumentElement()
                        .getTagName())
                .isEqualTo("svg");
    }

    @Test
    void whatIsWrittenByHandStays() throws IOException {
        String first = written(results());
        Path page = folder.resolve("benchmark.md");
        Files.writeString(page, first + "\n## What was tried\n");
        assertThat(written(results())).endsWith("## What was tried\n");
        Files.writeString(page, "no markers");
        assertThatIOException().isThrownBy(() -> written(results())).withMessageContaining("markers");
    }

    @Test
    void runsArePutTogether() throws IOException {
        RawResults results = results();
        results.add(results());
        assertThat(results.samples).hasSize(14);
        assertThat(results.samples.stream().filter(sample -> sample.contestant().equals("moosic")))
                .extracting(Sample::round)
                .containsExactly(0, 1, 2, 3, 4, 5);
    }

    private String written(RawResults results) throws IOException {
        new Page(results).write(folder);
        return Files.readString(folder.resolve("benchmark.md"));
    }

    private static RawResults results() {
        RawResults results = new RawResults();
        for (String contestant : List.of("direct", "moosic", "rathole")) {
            results.settings.put(contestant, "defaults");
        }
        results.rows.add(new RowDescription(
                ROW,
                "Bulk up",
                List.of(new Metric("gbps", "Gbit/s", true, 2)),
                100,
                200,
                List.of("direct"),
                List.of(),
                List.of()));
        for (int round = 0; round < 3; round++) {
            results.samples.add(new Sample(ROW, "moosic", round, 1, Map.of("gbps", 9.0 + round), ""));
        }
        results.samples.add(new Sample(ROW, "direct", 0, 1, Map.of("gbps", 40.0), ""));
        results.samples.add(new Sample(ROW, "direct", 1, 1, Map.of("gbps", 40.0), ""));
        results.samples.add(new Sample(ROW, "rathole", 0, 1, Map.of("gbps", 12.0), ""));
        results.samples.add(new Sample(ROW, "rathole", 1, 1, Map.of("gbps", 12.0), ""));
        return results;
    }
}
