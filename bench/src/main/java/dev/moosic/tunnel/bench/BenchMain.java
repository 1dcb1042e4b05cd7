package dev.moosic.tunnel.bench;

import dev.moosic.tunnel.bench.contestant.Tools;
import dev.moosic.tunnel.bench.origin.Origin;
import dev.moosic.tunnel.bench.plan.RawResults;
import dev.moosic.tunnel.bench.plan.SideBySide;
import dev.moosic.tunnel.bench.relay.RawRelay;
import dev.moosic.tunnel.bench.report.Page;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code bench/run} and {@code bench/report} call; the other commands are the processes of a run. */
@Command(name = "bench", description = "The side-by-side benchmark.", mixinStandardHelpOptions = true)
public final class BenchMain {
    private static final int FULL_ROUNDS = 7;
    private static final int SHORT_ROUNDS = 2;
    private static final int LEAST_ROUNDS = 5;

    private BenchMain() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BenchMain()).execute(arguments));
    }

    @Command(name = "run", description = "Compares. Started by bench/run, in a network namespace of its own.")
    int run(
            @Option(names = "--short", description = "A selection of rows with few, short samples: 10 minutes.")
                    boolean brief,
            @Option(names = "--rounds", defaultValue = "0", description = "Rounds. Default: 7; short: 2.") int rounds,
            @Option(names = "--only", split = ",", description = "Beginnings of row ids, such as bulk/plain,connect.")
                    List<String> only,
            @Option(names = "--peers", split = ",", description = "Peers to compare with. Default: all.")
                    List<String> peers,
            @Option(names = "--profile", description = "Record our processes while they are measured.") boolean profile,
            @Option(names = "--out", required = true, description = "Folder for logs and raw.json.") Path folder,
            @Option(names = "--jars", required = true, description = "Folder of the runnable jars.") Path jars,
            @Option(names = "--cache", required = true) Path cache,
            @Option(names = "--commit", defaultValue = "unknown") String commit)
            throws IOException, InterruptedException {
        int chosen = rounds > 0 ? rounds : brief ? SHORT_ROUNDS : FULL_ROUNDS;
        if (!brief && chosen < LEAST_ROUNDS) {
            System.out.printf("note: fewer than %d rounds; the figures are indicative%n", LEAST_ROUNDS);
        }
        Files.createDirectories(folder);
        SideBySide.Options options = new SideBySide.Options(
                brief,
                chosen,
                only == null ? List.of() : only,
                peers == null ? List.of() : peers,
                profile,
                folder,
                commit);
        Process origin = startOrigin(folder);
        try {
            InetSocketAddress address = new InetSocketAddress("127.0.0.1", originPort(origin));
            Path raw = new SideBySide(options, new Tools(jars, cache), System.out).run(address);
            System.out.println("\nraw samples: " + raw);
        } finally {
            origin.destroy();
        }
        return 0;
    }

    private static Process startOrigin(Path folder) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BenchMain.class.getName(),
                        "origin")
                .redirectError(folder.resolve("origin.log").toFile())
                .start();
    }

    private static int originPort(Process origin) throws IOException {
        String line = origin.inputReader(StandardCharsets.US_ASCII).readLine();
        if (line == null) {
            throw new IOException("the origin did not start; see origin.log");
        }
        return Integer.parseInt(line);
    }

    @Command(name = "report", description = "Renders the page from raw files alone.")
    int report(
            @Parameters(
                            arity = "1..*",
                            paramLabel = "RAW.json",
                            description = "One run, or several to be put together.")
                    List<Path> files,
            @Option(names = "--docs", required = true, description = "Folder for benchmark.md and its plots.")
                    Path docs)
            throws IOException {
        RawResults results = RawResults.read(files.get(0));
        for (Path more : files.subList(1, files.size())) {
            results.add(RawResults.read(more));
        }
        for (Path written : new Page(results).write(docs)) {
            System.out.println(written);
        }
        return 0;
    }

    @Command(name = "origin", hidden = true, description = "The local service behind the tunnels.")
    int origin() throws InterruptedException {
        try (Origin origin = new Origin(new InetSocketAddress("127.0.0.1", 0))) {
            System.out.println(origin.port());
            origin.await();
        }
        return 0;
    }

    @Command(name = "raw-relay", hidden = true, description = "A plain relay on loopback.")
    int rawRelay(
            @Option(names = "--port", required = true) int port,
            @Option(names = "--target-port", required = true) int targetPort)
            throws InterruptedException {
        try (RawRelay relay = new RawRelay(
                new InetSocketAddress("127.0.0.1", port), new InetSocketAddress("127.0.0.1", targetPort))) {
            relay.await();
        }
        return 0;
    }
}
