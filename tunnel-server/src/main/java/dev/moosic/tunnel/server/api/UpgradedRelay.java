package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.relay.Relay;
import dev.moosic.tunnel.protocol.relay.RelayCloseReason;
import dev.moosic.tunnel.protocol.relay.RelayListener;
import io.netty.channel.socket.DuplexChannel;

/** Joins caller and stream after a 101: raw bytes both ways, half-close kept, no limit of time. */
final class UpgradedRelay {
    private UpgradedRelay() {}

    static void join(DuplexChannel near, CallerConnection caller, LocalConnection local, ExchangeLog log) {
        Relay.join(near, local.channel(), new RelayListener() {
            @Override
            public void sentToFar(int bytes) {
                log.fromCaller(bytes);
            }

            @Override
            public void sentToNear(int bytes) {
                log.toCaller(bytes);
            }

            @Override
            public void closed(long bytesToFar, long bytesToNear, RelayCloseReason reason) {
                log.ended(outcome(reason));
            }
        });
        caller.handOver(false);
        local.becomeRaw();
    }

    private static String outcome(RelayCloseReason reason) {
        if (reason instanceof RelayCloseReason.NearReset) {
            return "caller_reset";
        }
        return reason instanceof RelayCloseReason.FarReset far ? LocalFailure.outcome(far.reason()) : "ok";
    }
}
