package dev.moosic.tunnel.client.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.client.config.ConfigFile;
import dev.moosic.tunnel.client.config.TunnelConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a file, look by look. */
class ConfigWatcherTest {
    private static final String MUSIC = "tunnels:\n- {name: music, type: http, local: 8001}\n";
    private static final String VIDEO = "tunnels:\n- {name: video, type: http, local: 8001}\n";
    private static final String WRONG = "tunnels:\n- {name: music, type: ftp, local: 8001}\n";

    @TempDir
    Path folder;

    private final List<String> told = new ArrayList<>();
    private Path file;
    private ConfigWatcher watcher;

    @BeforeEach
    void watch() throws Exception {
        file = Files.writeString(folder.resolve("tunnel.yaml"), MUSIC);
        watcher = new ConfigWatcher(
                file,
                ConfigFile.read(file),
                changed -> changed.tunnels().stream().map(TunnelConfig::name).forEach(told::add),
                problem -> told.add(problem.contains("no such file") ? "missing" : "wrong"));
    }

    @AfterEach
    void close() {
        watcher.close();
    }

    private void write(String text) throws Exception {
        Files.writeString(file, text);
        watcher.look();
        watcher.look();
    }

    @Test
    void nothingIsToldOfAFileThatSaysTheSame() throws Exception {
        write(MUSIC);
        write("# a comment\n" + MUSIC);
        assertThat(told).isEmpty();
    }

    @Test
    void eachEditIsToldOnce() throws Exception {
        write(VIDEO);
        write(MUSIC);
        assertThat(told).containsExactly("video", "music");
    }

    @Test
    void aProblemIsToldOnceAndAgainWhenItComesBack() throws Exception {
        write(WRONG);
        write(WRONG + "# still\n");
        write(MUSIC);
        write(WRONG);
        assertThat(told).containsExactly("wrong", "wrong");
    }

    @Test
    void whatIsWrongIsToldAgainAfterTheFileWasAway() throws Exception {
        write(WRONG);
        Files.delete(file);
        watcher.look();
        watcher.look();
        write(WRONG);
        write(VIDEO);
        assertThat(told).containsExactly("wrong", "missing", "wrong", "video");
    }
}
