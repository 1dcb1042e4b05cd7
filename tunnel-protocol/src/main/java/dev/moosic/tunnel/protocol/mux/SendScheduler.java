package dev.moosic.tunnel.protocol.mux;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;

/**
 * Deals the lane to its streams by deficit round robin: each stream with something to send gets a quantum of bytes a
 * turn, while the control channel's outbound buffer is short. Packets other than Data do not wait here. What one turn
 * of the event loop produces is written with one flush. On the lane's event loop.
 */
final class SendScheduler {
    /** At least one Data packet of the largest size. */
    static final int QUANTUM_BYTES = 64 * 1024;

    /** After this much the event loop looks after its other channels. */
    static final int RUN_BYTES = 1024 * 1024;

    private final LaneOutput output;
    private final EventLoop eventLoop;
    private final ArrayDeque<StreamOutput> ready = new ArrayDeque<>();
    private final Runnable task = this::run;
    private boolean scheduled;
    private boolean running;

    SendScheduler(LaneOutput output, EventLoop eventLoop) {
        this.output = output;
        this.eventLoop = eventLoop;
    }

    /** A stream got something to send, and credit. Called once until its {@link StreamOutput#takeTurn} returned false. */
    void ready(StreamOutput stream) {
        ready.add(stream);
        wake();
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

    private void run() {
        scheduled = false;
        if (running) {
            return;
        }
        running = true;
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
