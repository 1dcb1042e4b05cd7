package dev.moosic.tunnel.server.observe;

import dev.moosic.tunnel.protocol.mux.SessionStatistics;
import dev.moosic.tunnel.server.control.ConnectedClient;
import java.util.Collection;

/**
 * The figures of all sessions of this node, added up at one moment.
 *
 * @param away sessions whose control connection is lost and may be resumed
 * @param roundTripNanos the longest of the sessions' round trips
 */
record SessionTotals(
        long connected,
        long away,
        long liveStreams,
        long queuedBytes,
        long unacknowledgedBytes,
        long windowBytes,
        long roundTripNanos) {

    static final SessionTotals NONE = new SessionTotals(0, 0, 0, 0, 0, 0, 0);

    static SessionTotals of(Collection<ConnectedClient> clients) {
        SessionTotals totals = NONE;
        for (ConnectedClient client : clients) {
            totals = totals.plus(client.isReachable(), client.statistics());
        }
        return totals;
    }

    SessionTotals plus(boolean reachable, SessionStatistics session) {
        return new SessionTotals(
                connected + (reachable ? 1 : 0),
                away + (reachable ? 0 : 1),
                liveStreams + session.liveStreams(),
                queuedBytes + session.queuedBytes(),
                unacknowledgedBytes + session.unacknowledgedBytes(),
                windowBytes + session.windowBytes(),
                Math.max(roundTripNanos, session.roundTripNanos()));
    }
}
