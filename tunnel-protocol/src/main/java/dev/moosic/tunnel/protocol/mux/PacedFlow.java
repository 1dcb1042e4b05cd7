package dev.moosic.tunnel.protocol.mux;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one stream under a {@link Pace}: asks it for a piece at a time, and waits by one timer for the piece
 * promised last. What may not pass yet stays where it is, in a queue with a bound of its own. On the event loop.
 */
final class PacedFlow {
    private final Pace pace;
    private final EventLoop loop;
    private final Runnable ready;
    private int promised;
    private @Nullable Future<?> timer;

    /** @param ready run when bytes may pass that could not before */
    PacedFlow(Pace pace, EventLoop loop, Runnable ready) {
        this.pace = pace;
        this.loop = loop;
        this.ready = ready;
    }

    boolean isUnlimited() {
        return pace.isUnlimited() && timer == null;
    }

    boolean isWaiting() {
        return timer != null;
    }

    /** How many of {@code wanted} bytes, at least 1, may pass now; if zero, {@code ready} will run. */
    int allowance(int wanted) {
        if (isUnlimited()) {
            return wanted;
        }
        if (timer != null) {
            return 0;
        }
        if (promised == 0) {
            int piece = Math.min(wanted, pace.pieceBytes());
            long delay = pace.reserve(piece, loop.ticker().nanoTime());
            promised = piece;
            if (delay > 0) {
                timer = loop.schedule(this::due, delay, TimeUnit.NANOSECONDS);
                return 0;
            }
        }
        return Math.min(wanted, promised);
    }

    /** So many bytes passed, as allowed. */
    void passed(int bytes) {
        promised = Math.max(0, promised - bytes);
    }

    /** The stream is over. */
    void close() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void due() {
        timer = null;
        ready.run();
    }
}
