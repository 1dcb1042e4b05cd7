package dev.moosic.tunnel.endtoend;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The classes of each program as one start of it left them: with them the many processes of these tests start in half the
 * time. A rehearsal makes them for all test JVMs, once for each build of the jars; who finds none starts without.
 */
final class ClassArchives {
    private static final Path FOLDER = Program.CHECKOUT.resolve("end-to-end/target/class-archives");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    static {
        try {
            Files.createDirectories(FOLDER);
            try (FileChannel lock = FileChannel.open(
                            FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock ignored = lock.lock()) {
                if (!areOfTheseJars()) {
                    rehearse();
                }
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            // What is wrong with a program is for its own tests to tell, which a failure here would keep from running.
            System.err.println("programs start without archives of their classes: " + e);
        }
    }

    private ClassArchives() {}

    /** What makes a Java use the archive of {@code program}. */
    static List<String> flags(Program program) {
        Path archive = archive(program);
        return Files.exists(archive)
                ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off,cds+dynamic=off")
                : List.of();
    }

    private static Path archive(Program program) {
        return FOLDER.resolve(program.title + ".jsa");
    }

    private static boolean areOfTheseJars() throws IOException {
        for (Program program : Program.values()) {
            Path archive = archive(program);
            if (!Files.exists(archive)
                    || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(program.jar())) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Starts each program, the client with a server to be connected to, and ends it in order, which writes its archive. */
    private static void rehearse() throws IOException {
        Path folder = Files.createTempDirectory(FOLDER, "rehearsal");
        Path credential = Files.writeString(folder.resolve("node-credential"), "0123456789abcdef".repeat(4) + "\n");
        String serverData = folder.resolve("server").toString();
        List<RunningProgram> cast = new ArrayList<>();
        try {
            RunningProgram server =
                    start(Program.TUNNEL_SERVER, folder, "--bind", "127.0.0.1", "--port", "0", "--data", serverData);
            cast.add(server);
            Installation.awaitReady(Installation.url(server.await("ready")));
            Completed invite = Completed.run(Program.TUNNEL_SERVER.command(
                    Program.QUICK_START, List.of("invite", "--client-id", "rehearsal", "--data", serverData)));
            String clientData = folder.resolve("client").toString();
            cast.add(
                    start(Program.TUNNEL_CLIENT, folder, "http", "9", "--invite", invite.line(), "--data", clientData));
            cast.add(start(
                    Program.AUTH_SERVICE,
                    folder,
                    "--port",
                    "0",
                    "--node-credential-file",
                    credential.toString(),
                    "--data",
                    folder.resolve("auth").toString()));
            cast.add(start(
                    Program.SAMPLE_LIBRARY,
                    folder,
                    "--port",
                    "0",
                    "--music",
                    folder.resolve("music").toString()));
            cast.get(1).await("tunnel");
            cast.get(2).await("ready");
            cast.get(3).await("ready");
            cast.forEach(RunningProgram::terminate);
            cast.forEach(program -> program.exitCode(LIMIT));
        } finally {
            cast.forEach(RunningProgram::close);
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static RunningProgram start(Program program, Path folder, String... arguments) throws IOException {
        Files.deleteIfExists(archive(program));
        List<String> flags = new ArrayList<>(Program.QUICK_START);
        flags.add("-XX:ArchiveClassesAtExit=" + archive(program));
        flags.add("-Xlog:cds=off,cds+dynamic=off");
        return RunningProgram.start(program, folder, flags, List.of(arguments));
    }
}
