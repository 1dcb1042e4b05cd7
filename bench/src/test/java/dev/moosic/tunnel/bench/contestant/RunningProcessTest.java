package dev.moosic.tunnel.bench.contestant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningProcessTest {
    /** As a Java that archives its classes at its end on a busy machine. */
    private static final String SLOW_TO_END =
            "trap 'sleep 3; echo ended by itself; exit' TERM; echo started; while :; do sleep 0.1; done";

    @TempDir
    Path folder;

    @Test
    void processMayTakeItsTimeToEnd() throws Exception {
        RunningProcess process = RunningProcess.start("slow", folder, Map.of(), List.of("sh", "-c", SLOW_TO_END));
        try (process) {
            process.await(
                    "started", Duration.ofSeconds(20), () -> process.output().contains("started"));
        }
        assertThat(process.isAlive()).isFalse();
        assertThat(process.output()).contains("ended by itself");
    }
}
