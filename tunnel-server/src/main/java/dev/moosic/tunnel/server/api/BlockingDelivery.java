package dev.moosic.tunnel.server.api;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the whole answer, in memory and past a limit on disk, and then sends it with its length (seeds: the response
 * buffer of the data blocking request). Until then an error is still a clean answer of its own. Trailers are dropped,
 * since a body with a length has none.
 */
final class BlockingDelivery implements Delivery {
    private static final int MAX_UNWRITTEN_BYTES = 1024 * 1024;
    private static final int READ_BYTES = 128 * 1024;
    private static final Duration SPOOL_RETRY = Duration.ofSeconds(10);

    private enum State {
        GATHERING,
        SENDING,
        DONE
    }

    private final CallerConnection caller;
    private final Channel stream;
    private final Delivered delivered;
    private final Spool spool;
    private final CompositeByteBuf memory;
    private State state = State.GATHERING;
    private @Nullable HttpResponse response;
    private @Nullable SpoolFile file;
    private boolean answerComplete;
    private long total;
    private int unwritten;
    private long sent;
    private boolean reading;

    BlockingDelivery(CallerConnection caller, Channel stream, Delivered delivered, Spool spool) {
        this.caller = caller;
        this.stream = stream;
        this.delivered = delivered;
        this.spool = spool;
        this.memory = caller.channel().alloc().compositeBuffer(Integer.MAX_VALUE);
    }

    @Override
    public void head(HttpResponse head) {
        response = head;
    }

    @Override
    public void content(HttpContent content) {
        if (state != State.GATHERING) {
            content.release();
            return;
        }
        total += content.content().readableBytes();
        answerComplete = content instanceof LastHttpContent;
        if (total > spool.answerBytes()) {
            content.release();
            fail(Problem.badGateway("the answer is larger than the " + spool.answerBytes()
                    + " bytes that X-Tunnel-Delivery: blocking gathers; ask for it without"));
        } else if (file == null && total <= spool.memoryBytes()) {
            memory.addComponent(true, content.content());
        } else {
            spill(content.content());
        }
        if (state == State.GATHERING && answerComplete && unwritten == 0) {
            send();
        }
    }

    private void spill(ByteBuf content) {
        if (file == null) {
            file = new SpoolFile(spool, caller.channel().eventLoop(), this::diskFailed);
            if (memory.isReadable()) {
                write(file, memory.readRetainedSlice(memory.readableBytes()));
            }
        }
        if (state == State.GATHERING && content.isReadable()) {
            write(file, content);
        } else {
            content.release();
        }
    }

    private void write(SpoolFile to, ByteBuf content) {
        int bytes = content.readableBytes();
        unwritten += bytes;
        boolean room = to.write(content, () -> {
            unwritten -= bytes;
            if (state == State.GATHERING && answerComplete && unwritten == 0) {
                send();
            } else if (state == State.GATHERING && !answerComplete) {
                stream.config().setAutoRead(unwritten < MAX_UNWRITTEN_BYTES);
            }
        });
        if (!room) {
            fail(Problem.unavailable("too many large answers are being gathered at once", SPOOL_RETRY));
        } else if (!answerComplete) {
            stream.config().setAutoRead(unwritten < MAX_UNWRITTEN_BYTES);
        }
    }

    @Override
    public void readComplete(int rawBytes) {
        StreamWatch.consumed(stream, rawBytes);
    }

    private void send() {
        HttpResponse head = response;
        if (head == null) {
            return;
        }
        state = State.SENDING;
        HttpHeaders headers = head.headers();
        if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING) || total > 0) {
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
            headers.remove(HttpHeaderNames.TRAILER);
            headers.set(HttpHeaderNames.CONTENT_LENGTH, total);
        }
        caller.writeHead(head);
        if (file == null) {
            end(memory.readRetainedSlice(memory.readableBytes()));
        } else {
            sendMore();
        }
    }

    private void sendMore() {
        SpoolFile from = file;
        if (from == null
                || state != State.SENDING
                || reading
                || !caller.channel().isWritable()) {
            return;
        }
        reading = true;
        int bytes = (int) Math.min(READ_BYTES, total - sent);
        from.read(sent, bytes, caller.channel().alloc(), piece -> {
            reading = false;
            sent += bytes;
            if (sent == total) {
                end(piece);
            } else {
                caller.write(new DefaultHttpContent(piece));
                caller.flush();
                sendMore();
            }
        });
    }

    private void end(ByteBuf rest) {
        caller.write(new DefaultLastHttpContent(rest));
        caller.flush();
        cancel();
        delivered.written();
    }

    @Override
    public void callerWritabilityChanged() {
        sendMore();
    }

    @Override
    public boolean isCommitted() {
        return state != State.GATHERING;
    }

    @Override
    public void cancel() {
        if (state != State.DONE) {
            state = State.DONE;
            memory.release();
            if (file != null) {
                file.close();
            }
        }
    }

    private void fail(Problem problem) {
        delivered.failed(problem, "blocking_limit");
    }

    private void diskFailed(IOException cause) {
        delivered.failed(
                Problem.of(
                        HttpResponseStatus.INSUFFICIENT_STORAGE,
                        "the answer cannot be gathered on disk: " + cause.getMessage()),
                "disk_failed");
    }
}
