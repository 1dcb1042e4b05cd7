package dev.moosic.tunnel.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Javas on this machine. */
final class JavaHomes {
    private JavaHomes() {}

    /** The one that runs this test, and those where Linux distributions put theirs, from 17 on. */
    static List<Path> all() throws IOException {
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
