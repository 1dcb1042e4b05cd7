package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scripts in {@code bin}, which start the jars as a small machine wants it. */
class LauncherIT {
    private static final Path LAUNCHERS = Program.CHECKOUT.resolve("bin").normalize();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    static List<Path> javaHomes() throws IOException {
        return JavaHomes.all();
    }

    @ParameterizedTest
    @MethodSource("javaHomes")
    void passArgumentsOnAndSayNothingOfTheirOwn(Path javaHome) throws Exception {
        for (String program : List.of("tunnel-server", "tunnel-client", "auth-service")) {
            Completed version = Completed.run(launcher(LAUNCHERS.resolve(program), javaHome, "--version"));
            assertThat(version.errors()).as("%s on %s", program, javaHome).isEmpty();
            assertThat(version.exitCode()).isZero();
            assertThat(version.output()).startsWith(program + " ");
        }
        assertThat(archives()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("javaHomes")
    void aSecondStartUsesTheClassesThatTheFirstLeft(Path javaHome) throws Exception {
        Process first = server(javaHome);
        end(first);
        assertThat(archives()).hasSize(1);

        Process second = server(javaHome);
        String mapped = Files.readString(Path.of("/proc", "" + second.pid(), "maps"));
        end(second);
        assertThat(mapped).contains(archives().get(0).toString());
        assertThat(archives()).hasSize(1);
    }

    @Test
    void aStartThatFailsLeavesNoClassesToLaterOnes() throws Exception {
        Path javaHome = Path.of(System.getProperty("java.home"));
        Completed refused = Completed.run(launcher(LAUNCHERS.resolve("tunnel-server"), javaHome, "--no-such-option"));
        assertThat(refused.exitCode()).isEqualTo(78);
        long few = archives().isEmpty() ? 0 : Files.size(archives().get(0));

        end(server(javaHome));
        assertThat(Files.size(archives().get(0))).isGreaterThan(2 * few);
    }

    @ParameterizedTest
    @MethodSource("javaHomes")
    void theRecorderIsThereForWhoeverNamesIt(Path javaHome) throws Exception {
        Process lean = server(javaHome);
        assertThat(diagnose(javaHome, lean, "JFR.start")).contains("not supported");
        end(lean);

        Process recordable = server(javaHome, Map.of("JDK_JAVA_OPTIONS", "-Djfr.unsupported.vm=false"));
        assertThat(diagnose(javaHome, recordable, "JFR.start")).contains("Started recording");
        end(recordable);
    }

    @ParameterizedTest
    @MethodSource("javaHomes")
    void whoeverNamesACollectorGetsIt(Path javaHome) throws Exception {
        Process own = server(javaHome);
        assertThat(diagnose(javaHome, own, "VM.flags")).contains("-XX:+UseSerialGC");
        end(own);

        Process named = server(javaHome, Map.of("JDK_JAVA_OPTIONS", "-XX:+UseParallelGC"));
        assertThat(diagnose(javaHome, named, "VM.flags")).contains("-XX:+UseParallelGC");
        end(named);
    }

    @Test
    void withoutAJarItSaysWhereItLooked() throws Exception {
        Path alone = Files.copy(LAUNCHERS.resolve("launch"), folder.resolve("tunnel-server"));
        Completed refused = Completed.run(launcher(alone, Path.of(System.getProperty("java.home"))));
        assertThat(refused.exitCode()).isEqualTo(78);
        assertThat(refused.errors()).contains("no tunnel-server.jar beside this script", folder.toString());
    }

    private ProcessBuilder launcher(Path script, Path javaHome, String... arguments) {
        ProcessBuilder command =
                new ProcessBuilder(Stream.concat(Stream.of("sh", script.toString()), Stream.of(arguments))
                        .toList());
        command.environment().put("JAVA_HOME", javaHome.toString());
        command.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        return command;
    }

    private static String diagnose(Path javaHome, Process process, String command) throws Exception {
        return Completed.run(new ProcessBuilder(javaHome.resolve("bin/jcmd").toString(), "" + process.pid(), command))
                .output();
    }

    private Process server(Path javaHome) throws IOException {
        return server(javaHome, Map.of());
    }

    private Process server(Path javaHome, Map<String, String> environment) throws IOException {
        Path events = Files.createTempFile(folder, "server", ".events");
        Path log = Files.createTempFile(folder, "server", ".log");
        ProcessBuilder command = launcher(
                LAUNCHERS.resolve("tunnel-server"),
                javaHome,
                "--bind",
                "127.0.0.1",
                "--port",
                "0",
                "--data",
                folder.resolve("data").toString(),
                "--json");
        command.environment().putAll(environment);
        Process server = command.redirectOutput(events.toFile())
                .redirectError(log.toFile())
                .start();
        Awaitility.await("the server is ready")
                .atMost(LIMIT)
                .failFast(() -> assertThat(server.isAlive()).as(log.toString()).isTrue())
                .until(() -> Files.readString(events).contains("\"ready\""));
        return server;
    }

    private static void end(Process server) throws InterruptedException {
        server.destroy();
        assertThat(server.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).isZero();
    }

    private List<Path> archives() throws IOException {
        Path cache = folder.resolve("cache/moosic-tunnel");
        if (!Files.isDirectory(cache)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(cache)) {
            return files.toList();
        }
    }
}
