package dev.moosic.tunnel.bench.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.bench.plan.RawResults.Sample;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RawResultsTest {
    @Test
    void whoTookPartInOneOfSeveralRunsIsNotAbsent() {
        RawResults together = new RawResults();
        together.samples.add(new Sample("memory", "haproxy", 0, 1, Map.of("server", 3.0), ""));
        RawResults other = new RawResults();
        other.absent.put("haproxy", "not asked for");
        other.absent.put("chisel", "could not be had");
        together.add(other);
        assertThat(together.absent).containsExactly(Map.entry("chisel", "could not be had"));
    }

    @Test
    void runsOnOtherMachinesNameThemAll() {
        RawResults together = new RawResults();
        for (String processor : List.of("one", "other", "one", "third")) {
            RawResults run = new RawResults();
            run.machine.putAll(Map.of("processor", processor, "cores", "2"));
            run.run.put("rounds", "7");
            together.add(run);
        }
        assertThat(together.machine).containsOnly(Map.entry("processor", "one; other; third"), Map.entry("cores", "2"));
        assertThat(together.run).containsOnly(Map.entry("rounds", "7"));
    }
}
