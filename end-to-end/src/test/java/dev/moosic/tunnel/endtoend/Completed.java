package dev.moosic.tunnel.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that ran to its end. */
record Completed(int exitCode, String output, String errors) {
    private static final long LIMIT_SECONDS = 60;

    static Completed run(Program program, String... arguments) {
        return run(program.command(List.of(arguments)));
    }

    static Completed run(ProcessBuilder command) {
        try {
            // Files, so that neither stream can fill up while the other is read.
            Path output = Files.createTempFile("output", ".txt");
            Path errors = Files.createTempFile("errors", ".txt");
            Process process = command.redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command.command() + " still ran after " + LIMIT_SECONDS + " s");
            }
            Completed completed =
                    new Completed(process.exitValue(), Files.readString(output), Files.readString(errors));
            Files.delete(output);
            Files.delete(errors);
            return completed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The whole output of a command that must succeed, without its last line end. */
    String line() {
        if (exitCode != 0) {
            throw new AssertionError("exit code " + exitCode + "\n" + errors);
        }
        return output.strip();
    }
}
