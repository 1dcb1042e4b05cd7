package dev.moosic.tunnel.bench.contestant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A process of the benchmark; its output goes to files in the run's folder. */
public final class RunningProcess implements AutoCloseable {
    /** To end by itself: ours archive their classes for the next start as they do. */
    private static final int ENDING_SECONDS = 20;

    private final String name;
    private final Process process;
    private final Path output;
    private final long started;

    private RunningProcess(String name, Process process, Path output, long started) {
        this.name = name;
        this.process = process;
        this.output = output;
        this.started = started;
    }

    /** @param folder for the file of its two streams */
    static RunningProcess start(String name, Path folder, Map<String, String> environment, List<String> command)
            throws IOException {
        Path output = Files.createTempFile(folder, name + "-", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().putAll(environment);
        long started = System.nanoTime();
        return new RunningProcess(name, builder.start(), output, started);
    }

    /** When it was started, by {@link System#nanoTime()}. */
    long started() {
        return started;
    }

    public String name() {
        return name;
    }

    /** It and its descendants (sshd forks). */
    public List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        pids.add(process.pid());
        process.toHandle().descendants().map(ProcessHandle::pid).forEach(pids::add);
        return pids;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return "(its output cannot be read: " + e.getMessage() + ")";
        }
    }

    /** Polls until {@code condition} holds. @throws IOException with its output, if it ends first or the limit passes */
    void await(String what, Duration limit, BooleanSupplier condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException(name + (process.isAlive() ? " is not" : " ended before it was") + " " + what
                        + " within " + limit.toSeconds() + " s; it said:\n" + output());
            }
            Thread.sleep(1);
        }
    }

    /** Asks it to end, and ends it if it has not after {@value #ENDING_SECONDS} s. */
    @Override
    public void close() {
        List<ProcessHandle> all =
                new ArrayList<>(process.toHandle().descendants().toList());
        process.destroy();
        try {
            if (!process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
