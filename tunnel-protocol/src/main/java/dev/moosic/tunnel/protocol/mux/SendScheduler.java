package dev.moosic.tunnel.protocol.mux;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;

/**
 * Deals the lane to its streams by deficit round robin: each stream with something to send gets a quantum of bytes a
 * turn, while the control channel's outbound buffer is short. Packets other than Data do not wait here. What one turn
 * of the event loop produces is written with one flush; but if that is much, as with many busy sockets, it is sent as it
 * gathers, so that the peer works meanwhile. On the lane's event loop.
 */
final class SendScheduler {
    /** At least one Data packet of the largest size. */
    static final int QUANTUM_BYTES = 64 * 1024;

    /** After this much the event loop looks after its other channels. */
    static final int RUN_BYTES = 1024 * 1024;

    /** When this much became ready in a turn of the loop, it is sent before the end: more than one busy stream reads. */
    static final int GATHERED_BYTES = 128 * 1024;

    private final LaneOutput output;
    private final EventLoop eventLoop;
    private final ArrayDeque<StreamOutput> ready = new ArrayDeque<>();
    private final Runnable task = this::turnEnds;
    private boolean scheduled;
    private boolean running;
    private long gatheredBytes;

    SendScheduler(LaneOutput output, EventLoop eventLoop) {
        this.output = output;
        this.eventLoop = eventLoop;
    }

    /**
     * A stream got something to send, and credit. Called once until its {@link StreamOutput#takeTurn} returned false.
     *
     * @param bytes that it may send now
     */
    void ready(StreamOutput stream, long bytes) {
        ready.add(stream);
        gatheredBytes += bytes;
        wake();
    }

    /** Sends what is ready now if it is much. Not from within the flush of a stream, which may go on when this returns. */
    void sendGathered() {
        if (gatheredBytes >= GATHERED_BYTES && output.hasRoom()) {
            run();
        }
    }

    /** Sends what is ready, and flushes, at the end of this turn of the loop. */
    void wake() {
        if (!scheduled) {
            scheduled = true;
            eventLoop.execute(task);
        }
    }

    void clear() {
        ready.clear();
    }

    private void turnEnds() {
        scheduled = false;
        run();
    }

    private void run() {
        if (running) {
            return;
        }
        running = true;
        gatheredBytes = 0;
        try {
            int sent = 0;
            do {
                output.writePending();
                while (output.hasRoom() && !ready.isEmpty() && sent < RUN_BYTES) {
                    StreamOutput stream = ready.remove();
                    sent += QUANTUM_BYTES;
                    if (stream.takeTurn(QUANTUM_BYTES)) {
                        ready.add(stream);
                    }
                }
                output.flush();
            } while (output.hasRoom() && !ready.isEmpty() && sent < RUN_BYTES);
            if (output.hasRoom() && !ready.isEmpty()) {
                wake();
            }
        } finally {
            running = false;
        }
    }
}
