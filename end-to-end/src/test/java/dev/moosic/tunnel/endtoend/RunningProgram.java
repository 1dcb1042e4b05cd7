package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A program that runs with {@code --json}; what it says is read from the files its streams go to. */
final class RunningProgram implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Program program;
    private final Process process;
    private final Path output;
    private final Path log;

    private RunningProgram(Program program, Process process, Path output, Path log) {
        this.program = program;
        this.process = process;
        this.output = output;
        this.log = log;
    }

    /** @param folder for the files of its streams */
    static RunningProgram start(Program program, Path folder, List<String> arguments) throws IOException {
        return start(program, folder, arguments, Map.of());
    }

    /** @param environment added to what every program gets */
    static RunningProgram start(Program program, Path folder, List<String> arguments, Map<String, String> environment)
            throws IOException {
        ProcessBuilder command = program.command(withJson(arguments));
        command.environment().putAll(environment);
        return start(program, folder, command);
    }

    /** @param flags of Java, in place of those that all programs of these tests have */
    static RunningProgram start(Program program, Path folder, List<String> flags, List<String> arguments)
            throws IOException {
        return start(program, folder, program.command(flags, withJson(arguments)));
    }

    private static RunningProgram start(Program program, Path folder, ProcessBuilder command) throws IOException {
        Path output = Files.createTempFile(folder, program.title, ".events");
        Path log = Files.createTempFile(folder, program.title, ".log");
        Process process = command.redirectOutput(output.toFile())
                .redirectError(log.toFile())
                .start();
        return new RunningProgram(program, process, output, log);
    }

    private static List<String> withJson(List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        all.add("--json");
        return all;
    }

    /** The first event of that name that {@code condition} accepts, past or to come. */
    JsonNode await(String event, Predicate<JsonNode> condition) {
        Awaitility.await(program.title + " says " + event)
                .atMost(READY_LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .failFast(() -> assertThat(
                                process.isAlive() || find(event, condition).isPresent())
                        .as("%s ended with its log:%n%s", program.title, log())
                        .isTrue())
                .until(() -> find(event, condition).isPresent());
        return find(event, condition).orElseThrow();
    }

    JsonNode await(String event) {
        return await(event, any -> true);
    }

    /** All lines so far; each has to be a JSON object. */
    List<JsonNode> events() {
        try {
            List<JsonNode> events = new ArrayList<>();
            String text = Files.readString(output);
            for (String line :
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                events.add(JSON.readTree(line));
            }
            return events;
        } catch (JsonProcessingException e) {
            throw new AssertionError(program.title + " printed what is no JSON: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What the process list shows of it. */
    String commandLine() {
        try {
            return Files.readString(Path.of("/proc", "" + process.pid(), "cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL, and waits for the end. */
    void kill() {
        process.destroyForcibly();
        exitCode(Duration.ofSeconds(10));
    }

    int exitCode(Duration limit) {
        try {
            assertThat(process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS))
                    .as("%s ends within %s; its log:%n%s", program.title, limit, log())
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return program.title;
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    private Optional<JsonNode> find(String event, Predicate<JsonNode> condition) {
        return events().stream()
                .filter(node -> node.path("event").asText().equals(event))
                .filter(condition)
                .findFirst();
    }
}
