package dev.moosic.tunnel.server.observe;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.server.api.ExchangeObserver;
import dev.moosic.tunnel.server.api.ExchangeReport;
import dev.moosic.tunnel.server.remote.RemoteConnection;
import dev.moosic.tunnel.server.remote.RemoteObserver;
import dev.moosic.tunnel.server.remote.RemoteReport;

/** Told of everything that both ways in carry. */
public interface TrafficObserver extends RemoteObserver, ExchangeObserver {

    /** Tells {@code first}, then {@code second}. */
    static TrafficObserver both(TrafficObserver first, TrafficObserver second) {
        return new TrafficObserver() {
            @Override
            public void opened(RemoteConnection connection, boolean crossesLoops) {
                first.opened(connection, crossesLoops);
                second.opened(connection, crossesLoops);
            }

            @Override
            public void rejected(RemoteConnection connection, String reason) {
                first.rejected(connection, reason);
                second.rejected(connection, reason);
            }

            @Override
            public void bytes(RemoteConnection connection, long fromRemote, long toRemote) {
                first.bytes(connection, fromRemote, toRemote);
                second.bytes(connection, fromRemote, toRemote);
            }

            @Override
            public void closed(RemoteConnection connection, RemoteReport report) {
                first.closed(connection, report);
                second.closed(connection, report);
            }

            @Override
            public void bytes(ClientId client, long fromCaller, long toCaller) {
                first.bytes(client, fromCaller, toCaller);
                second.bytes(client, fromCaller, toCaller);
            }

            @Override
            public void callerRefused(ClientId client, String address, String reason) {
                first.callerRefused(client, address, reason);
                second.callerRefused(client, address, reason);
            }

            @Override
            public void ended(ExchangeReport report) {
                first.ended(report);
                second.ended(report);
            }
        };
    }
}
