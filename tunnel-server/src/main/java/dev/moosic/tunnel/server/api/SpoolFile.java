package dev.moosic.tunnel.server.api;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One answer on disk: written in order, then read in order, one operation at a time on the spool's threads, each result
 * told on the event loop. Confined to that loop. After {@link #close} nothing is told any more.
 */
final class SpoolFile {
    private final Spool spool;
    private final EventLoop loop;
    private final Consumer<IOException> failed;
    private final Queue<Runnable> operations = new ArrayDeque<>();
    private @Nullable FileChannel file; // touched by operations only, of which one runs at a time
    private long reserved;
    private boolean running;
    private boolean closed;

    /** @param failed told of the first error */
    SpoolFile(Spool spool, EventLoop loop, Consumer<IOException> failed) {
        this.spool = spool;
        this.loop = loop;
        this.failed = failed;
    }

    /**
     * Appends {@code content}, and owns it.
     *
     * @param written told when it is on disk
     * @return whether there was room
     */
    boolean write(ByteBuf content, Runnable written) {
        int bytes = content.readableBytes();
        if (!spool.reserve(bytes)) {
            content.release();
            return false;
        }
        reserved += bytes;
        enqueue(() -> {
            try {
                FileChannel channel = open();
                while (content.isReadable()) {
                    content.readBytes(channel, content.readableBytes());
                }
                done(written);
            } catch (IOException e) {
                fail(e);
            } finally {
                content.release();
            }
        });
        return true;
    }

    /**
     * Reads on from {@code position}.
     *
     * @param read gets the bytes, and owns them
     */
    void read(long position, int bytes, ByteBufAllocator allocator, Consumer<ByteBuf> read) {
        enqueue(() -> {
            ByteBuf buffer = allocator.directBuffer(bytes);
            try {
                long at = position;
                while (buffer.isWritable() && buffer.readableBytes() < bytes) {
                    int count = buffer.writeBytes(open(), at, bytes - buffer.readableBytes());
                    if (count < 0) {
                        throw new IOException("the file ended at " + at);
                    }
                    at += count;
                }
                loop.execute(() -> deliver(read, buffer));
            } catch (IOException e) {
                buffer.release();
                fail(e);
            }
        });
    }

    /** Deletes the file, once the operation that runs is over; those that wait still release what they own. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        enqueue(() -> {
            try {
                if (file != null) {
                    file.close();
                }
            } catch (IOException ignored) {
                // The file was only ours, and the next start deletes it.
            } finally {
                spool.release(reserved);
                done(() -> {});
            }
        });
    }

    private FileChannel open() throws IOException {
        if (file == null) {
            file = spool.open();
        }
        return file;
    }

    private void enqueue(Runnable operation) {
        operations.add(operation);
        runNext();
    }

    private void runNext() {
        Runnable next = running ? null : operations.poll();
        if (next != null) {
            running = true;
            spool.executor().execute(next);
        }
    }

    private void deliver(Consumer<ByteBuf> read, ByteBuf buffer) {
        running = false;
        if (closed) {
            buffer.release();
        } else {
            read.accept(buffer);
        }
        runNext();
    }

    private void done(Runnable told) {
        loop.execute(() -> {
            running = false;
            if (!closed) {
                told.run();
            }
            runNext();
        });
    }

    private void fail(IOException cause) {
        done(() -> failed.accept(cause));
    }
}
