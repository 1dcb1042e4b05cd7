package dev.moosic.tunnel.protocol.mux;

import java.time.Duration;

/**
 * How much of an answer is fetched before its reader wants it, if that reader has a pace of its own, as a player has: as
 * much as it reads in {@link #AHEAD}, so that it has something to read while the line is gone. Starts at nothing and
 * doubles with every {@link #TURN} through most of which what had come lay there unread: so it grows no faster than the
 * source can follow, and not at all for a reader that waits for the line. On the lane's event loop.
 */
final class ReadAhead {
    /** For so long a reader can go on without the line. */
    static final Duration AHEAD = Duration.ofSeconds(60);

    static final int MOST_BYTES = 8 * 1024 * 1024;

    /** Bytes a second; who reads faster loads a file, and would have read {@link #MOST_BYTES} in a moment. */
    static final int FASTEST_PACE = 2 * 1024 * 1024;

    /** A reader is watched for so long, and until it reads again, before the window changes. */
    static final Duration TURN = Duration.ofSeconds(2);

    private int window;
    private boolean started;
    private long turnStart;
    private long turnBytes;
    private long unreadNanos;
    private long lastRead;

    /** How many bytes may lie there unread; 0 while there is no reason to fetch anything ahead. */
    int windowBytes() {
        return window;
    }

    /**
     * Tells that the reader took bytes.
     *
     * @param now event-loop time in nanoseconds
     * @param pathWindow the window that the path needs, from which this one starts
     * @param unread bytes that were there before these were taken
     */
    void consumed(int bytes, long now, int pathWindow, long unread) {
        if (!started) {
            started = true;
            turnStart = now;
            lastRead = now;
        }
        turnBytes += bytes;
        if (unread >= Math.max(window, pathWindow) / 2) {
            unreadNanos += now - lastRead;
        }
        lastRead = now;
        long elapsed = now - turnStart;
        if (elapsed < TURN.toNanos()) {
            return;
        }
        if (unreadNanos >= elapsed / 2) {
            follow((double) turnBytes / elapsed * Duration.ofSeconds(1).toNanos(), pathWindow);
        }
        turnStart = now;
        turnBytes = 0;
        unreadNanos = 0;
    }

    private void follow(double bytesPerSecond, int pathWindow) {
        if (bytesPerSecond > FASTEST_PACE) {
            window = 0;
            return;
        }
        int wanted = (int) Math.min(bytesPerSecond * AHEAD.toSeconds(), MOST_BYTES);
        window = wanted <= pathWindow ? 0 : Math.min(wanted, 2 * Math.max(window, pathWindow));
    }
}
