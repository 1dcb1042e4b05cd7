package dev.moosic.tunnel.bench.relay;

/**
 * One direction of a path, as arithmetic: when a byte that comes now will arrive. A token bucket whose bucket is one
 * piece, with a queue before it and a delay behind it. Times are nanoseconds of one clock.
 */
final class Link {
    private final LongPath path;
    private long sentUntil;

    Link(LongPath path) {
        this.path = path;
        this.sentUntil = Long.MIN_VALUE;
    }

    /** Takes {@code bytes} at {@code now} and tells when the last of them arrives. */
    long arrival(int bytes, long now) {
        long begin = Math.max(now, sentUntil);
        sentUntil = begin + nanos(bytes);
        return sentUntil + path.roundTrip().toNanos() / 2;
    }

    /** How long, from {@code now}, until the queue has room again; 0 if it has now. */
    long untilRoom(long now) {
        if (sentUntil == Long.MIN_VALUE) {
            return 0;
        }
        long queued = sentUntil - now;
        long limit = Math.max(path.roundTrip().toNanos(), nanos(Link.LEAST_QUEUE_BYTES));
        return queued <= limit ? 0 : queued - limit;
    }

    private static final int LEAST_QUEUE_BYTES = 64 * 1024;

    private long nanos(int bytes) {
        return path.bitsPerSecond() == 0 ? 0 : (long) (bytes * 8e9 / path.bitsPerSecond());
    }
}
