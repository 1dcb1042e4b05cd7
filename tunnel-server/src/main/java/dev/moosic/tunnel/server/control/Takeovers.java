package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.packet.CloseCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the session that a newer one of the same client has replaced. Any thread. */
final class Takeovers {
    private static final Logger log = LoggerFactory.getLogger(Takeovers.class);

    private final TakeoverLimit limit;

    Takeovers(TakeoverLimit limit) {
        this.limit = limit;
    }

    /** @throws HandshakeException {@code superseded}, if {@code client} may not take over now */
    void check(ConnectedClient holder, String instance) {
        if (!holder.instance().equals(instance) && holder.isReachable()) {
            limit.check(holder.id());
        }
    }

    /** {@code newer} is connected in place of {@code older}, which is told why and sent away. */
    void supersede(ConnectedClient older, ConnectedClient newer) {
        boolean samePrograms = older.instance().equals(newer.instance());
        if (!samePrograms && older.isReachable()) {
            limit.count(older.id());
            log.warn(
                    "client taken over client={} older={} newer={} address={}",
                    older.id(),
                    older.instance(),
                    newer.instance(),
                    newer.address());
        }
        older.close(
                CloseCode.SUPERSEDED,
                TakeoverLimit.WAIT.toMillis(),
                "a newer session of client " + older.id() + " took over");
    }
}
