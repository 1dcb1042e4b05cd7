package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
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
        for (Path javaHome : javaHomes()) {
            Completed version = Completed.run(program.command(javaHome, List.of(), List.of("--version")));
            assertThat(version.errors()).as("%s on %s", program, javaHome).isEmpty();
            assertThat(version.exitCode()).isZero();
            assertThat(version.output()).containsPattern("\\d+\\.\\d+");
        }
    }

    /** The one that runs this test, and those where Linux distributions put theirs, from 17 on. */
    private static List<Path> javaHomes() throws IOException {
        Path here = Path.of(System.getProperty("java.home"));
        Path installed = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(installed)) {
            return List.of(here);
        }
        try (Stream<Path> found = Files.list(installed)) {
            Stream<Path> others = found.filter(home -> !Files.isSymbolicLink(home))
                    .filter(home -> Files.isExecutable(home.resolve("bin/java")))
                    .filter(home -> feature(home) >= 17);
            return Stream.concat(Stream.of(here), others).distinct().toList();
        }
    }

    private static int feature(Path javaHome) {
        try (Stream<String> lines = Files.lines(javaHome.resolve("release"))) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("[^0-9.]", "").split("\\.", 2)[0])
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException unreadable) {
            return 0;
        }
    }
}
