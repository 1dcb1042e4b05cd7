package dev.moosic.tunnel.endtoend;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program of this project and its runnable jar. */
enum Program {
    TUNNEL_SERVER("tunnel-server"),
    TUNNEL_CLIENT("tunnel-client"),
    AUTH_SERVICE("auth-service"),
    SAMPLE_LIBRARY("sample-library");

    static final Path CHECKOUT = Path.of(System.getProperty("checkout", "..")).toAbsolutePath();

    /** Neither proxies nor settings of the machine the tests run on reach the programs. */
    private static final List<String> INHERITED = List.of("PATH", "HOME", "LANG", "TMPDIR");

    /** Most processes of these tests live for seconds: their code is not worth a long look of the compiler. */
    static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    final String title;

    Program(String title) {
        this.title = title;
    }

    Path jar() {
        return CHECKOUT.resolve(title).resolve("target").resolve(title + ".jar");
    }

    /** {@code java -jar} with {@code arguments}, in an environment without settings for these programs. */
    ProcessBuilder command(List<String> arguments) {
        List<String> flags = new ArrayList<>(QUICK_START);
        flags.addAll(ClassArchives.flags(this));
        return command(flags, arguments);
    }

    ProcessBuilder command(List<String> flags, List<String> arguments) {
        return command(Path.of(System.getProperty("java.home")), flags, arguments);
    }

    ProcessBuilder command(Path javaHome, List<String> flags, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin").resolve("java").toString());
        command.addAll(flags);
        command.add("-jar");
        command.add(jar().toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().retainAll(INHERITED);
        builder.redirectInput(new File("/dev/null"));
        return builder;
    }
}
