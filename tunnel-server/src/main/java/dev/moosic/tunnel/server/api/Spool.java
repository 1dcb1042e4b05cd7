package dev.moosic.tunnel.server.api;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where answers that are gathered wait on disk: a folder of files without a life beyond their answer, bounded in all, and
 * the threads that read and write them. Any thread.
 */
public final class Spool implements AutoCloseable {
    private static final int THREADS = 2;

    /** All answers together may take this many times what one may. */
    private static final int ANSWERS_AT_ONCE = 4;

    private final Path directory;
    private final int memoryBytes;
    private final long answerBytes;
    private final AtomicLong used = new AtomicLong();
    private final ExecutorService executor =
            Executors.newFixedThreadPool(THREADS, new DefaultThreadFactory("spool", true));

    /**
     * @param directory made if missing; what an earlier process left in it is deleted
     * @param memoryBytes an answer up to this stays in memory
     * @param answerBytes the largest answer gathered
     * @throws IOException if the folder cannot be made
     */
    public Spool(Path directory, int memoryBytes, long answerBytes) throws IOException {
        this.directory = directory;
        this.memoryBytes = memoryBytes;
        this.answerBytes = answerBytes;
        Files.createDirectories(directory);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "answer-*")) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
    }

    int memoryBytes() {
        return memoryBytes;
    }

    long answerBytes() {
        return answerBytes;
    }

    /** Runs what reads and writes files. */
    Executor executor() {
        return executor;
    }

    /** Makes room for so many bytes. @return whether there is */
    boolean reserve(long bytes) {
        if (used.addAndGet(bytes) <= answerBytes * ANSWERS_AT_ONCE) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    void release(long bytes) {
        used.addAndGet(-bytes);
    }

    /** Opens a new file, gone when it is closed. Blocks: on {@link #executor}. */
    FileChannel open() throws IOException {
        Path file = Files.createTempFile(directory, "answer-", ".part");
        return FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
