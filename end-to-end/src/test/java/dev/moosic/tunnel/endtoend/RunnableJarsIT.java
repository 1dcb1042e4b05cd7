package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The jars that users download. */
class RunnableJarsIT {
    private static final long LARGEST_BYTES = 40_000_000;

    @ParameterizedTest
    @EnumSource(Program.class)
    void holdNothingOfTheBuildsTimeAndNothingForOtherSystems(Program program) throws IOException {
        assertThat(program.jar()).isRegularFile();
        assertThat(Files.size(program.jar())).isLessThan(LARGEST_BYTES);
        Instant built = Files.getLastModifiedTime(program.jar()).toInstant();
        LocalDateTime shortlyBefore = LocalDateTime.ofInstant(built.minus(Duration.ofHours(1)), ZoneId.systemDefault());
        try (JarFile jar = new JarFile(program.jar().toFile())) {
            List<? extends ZipEntry> entries = jar.stream().toList();
            assertThat(entries).allSatisfy(entry -> {
                // Dependencies keep the times of their own jars, ours have the build's fixed one.
                assertThat(entry.getTimeLocal()).as(entry.getName()).isBefore(shortlyBefore);
                assertThat(entry.getName()).doesNotContain("osx", "windows").doesNotEndWith(".dll");
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Program.class)
    void runWithoutWarningsOnEveryJavaHere(Program program) throws IOException {
        for (Path javaHome : JavaHomes.all()) {
            Completed version = Completed.run(program.command(javaHome, List.of(), List.of("--version")));
            assertThat(version.errors()).as("%s on %s", program, javaHome).isEmpty();
            assertThat(version.exitCode()).isZero();
            assertThat(version.output()).containsPattern("\\d+\\.\\d+");
        }
    }

    /** Else these tests take twice their time, and nobody notices. */
    @ParameterizedTest
    @EnumSource(Program.class)
    void startHereFromAnArchiveOfClasses(Program program) {
        List<String> flags = new ArrayList<>(Program.QUICK_START);
        flags.addAll(ClassArchives.flags(program));
        flags.add("-Xlog:class+load:stdout");
        assertThat(Completed.run(program.command(flags, List.of("--version"))).line())
                .containsPattern("dev\\.moosic\\..* source: shared objects file \\(top\\)");
    }
}
