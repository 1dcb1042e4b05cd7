package dev.moosic.tunnel.protocol.mux;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** The running figures of a session, added to by its lanes. Any thread. */
final class SessionCounters {
    private final AtomicInteger liveStreams = new AtomicInteger();
    private final AtomicInteger liveStreamsOfPeer = new AtomicInteger();
    private final LongAdder streamsOpened = new LongAdder();
    private final LongAdder bytesSent = new LongAdder();
    private final LongAdder bytesReceived = new LongAdder();
    private final LongAdder queuedBytes = new LongAdder();

    void opened(boolean byPeer) {
        liveStreams.incrementAndGet();
        streamsOpened.increment();
        if (byPeer) {
            liveStreamsOfPeer.incrementAndGet();
        }
    }

    void closed(boolean byPeer) {
        liveStreams.decrementAndGet();
        if (byPeer) {
            liveStreamsOfPeer.decrementAndGet();
        }
    }

    void received(int bytes) {
        bytesReceived.add(bytes);
    }

    void queued(int bytes) {
        queuedBytes.add(bytes);
    }

    /** Bytes left the queue of their stream for the lane. */
    void sent(int bytes) {
        queuedBytes.add(-bytes);
        bytesSent.add(bytes);
    }

    /** Bytes left the queue of their stream because it ended. */
    void dropped(long bytes) {
        queuedBytes.add(-bytes);
    }

    int liveStreams() {
        return liveStreams.get();
    }

    int liveStreamsOfPeer() {
        return liveStreamsOfPeer.get();
    }

    SessionStatistics snapshot(long unacknowledgedBytes, long windowBytes, long roundTripNanos) {
        return new SessionStatistics(
                liveStreams.get(),
                streamsOpened.sum(),
                bytesSent.sum(),
                bytesReceived.sum(),
                Math.max(0, queuedBytes.sum()),
                unacknowledgedBytes,
                windowBytes,
                roundTripNanos);
    }
}
