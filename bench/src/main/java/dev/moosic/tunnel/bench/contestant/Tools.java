package dev.moosic.tunnel.bench.contestant;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Where the programs are.
 *
 * @param jars folder of the runnable jars and their launchers
 * @param cache where {@code bench/install-peers} put the peers
 */
public record Tools(Path jars, Path cache) {
    /** An installed peer, or a program of the system. */
    public Optional<Path> find(String program) {
        for (Path folder : List.of(
                cache.resolve("bin"),
                cache.resolve("cargo/bin"),
                Path.of("/usr/bin"),
                Path.of("/usr/sbin"),
                Path.of("/usr/local/bin"))) {
            if (Files.isExecutable(folder.resolve(program))) {
                return Optional.of(folder.resolve(program));
            }
        }
        return Optional.empty();
    }

    /** Of a contestant that is not absent. */
    String path(String program) {
        return find(program)
                .orElseThrow(() -> new IllegalStateException(program + " is not installed"))
                .toString();
    }

    /** Why it is not there, as the installation told it; or an empty string. */
    String absence(String... programs) {
        for (String program : programs) {
            if (find(program).isEmpty()) {
                Path reason = cache.resolve("absent").resolve(program);
                try {
                    return Files.exists(reason)
                            ? Files.readString(reason).strip()
                            : program + " is not installed; bench/install-peers installs it";
                } catch (IOException e) {
                    return program + " is not installed";
                }
            }
        }
        return "";
    }

    Path jar(String module) {
        return jars.resolve(module + ".jar");
    }

    /** The script that starts a program of ours, beside its jar. */
    Path launcher(String module) {
        return jars.resolve(module);
    }

    String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** What a command prints, first line; for versions. */
    static String firstLine(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(10, TimeUnit.SECONDS);
            return text.lines()
                    .filter(line -> !line.isBlank())
                    .findFirst()
                    .orElse("")
                    .strip();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Runs it to its end. @return what it printed on stdout */
    static String run(List<String> command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("bench-", ".stderr");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(command + " ended with " + process.exitValue() + ": " + Files.readString(errors));
            }
            return text.strip();
        } finally {
            Files.delete(errors);
        }
    }
}
