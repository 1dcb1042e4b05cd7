package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.identity.ClientLimits;
import dev.moosic.tunnel.protocol.mux.Session;
import dev.moosic.tunnel.protocol.packet.StreamErrorCode;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How much one session of a client may carry: its streams, its bytes a second each way, its requests a second. By the
 * grants of its newest token, else by the server's defaults. Any thread.
 */
public final class ClientAllowance {
    private final Session session;
    private final ClientLimits defaults;
    private final RequestRate requests;
    private volatile ClientLimits limits;

    /** @param nanoTime a monotonic clock */
    ClientAllowance(Session session, ClientLimits granted, ClientLimits defaults, LongSupplier nanoTime) {
        this.session = session;
        this.defaults = defaults;
        this.limits = granted.orElse(defaults);
        this.requests = new RequestRate(nanoTime);
        pace();
    }

    /** Goes on by other grants; the newest streams that are too many now are reset. */
    void apply(ClientLimits granted) {
        limits = granted.orElse(defaults);
        pace();
        session.resetStreams(
                stream -> limits.streams() > 0 && session.liveStreams() > limits.streams(),
                StreamErrorCode.REVOKED,
                "the client's limit of live streams is now " + limits.streams());
    }

    private void pace() {
        session.inboundPace().set(limits.upBytes());
        session.outboundPace().set(limits.downBytes());
        requests.set(limits.requests());
    }

    /** What holds now. */
    public ClientLimits limits() {
        return limits;
    }

    /** Whether one more stream may be opened. */
    public boolean hasRoomForStream() {
        return limits.streams() == 0 || session.liveStreams() < limits.streams();
    }

    /** Counts a request: zero if it may go, else after how long the next one may. */
    public Duration takeRequest() {
        return requests.take();
    }
}
