package dev.moosic.tunnel.server.observe;

import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.audit.AuditEvent;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.server.api.ExchangeReport;
import dev.moosic.tunnel.server.remote.RemoteConnection;
import dev.moosic.tunnel.server.remote.RemoteReport;

/** Tells the audit which callers were refused. Those let in are in the access log. */
public final class CallerAudit implements TrafficObserver {
    private final Audit audit;

    public CallerAudit(Audit audit) {
        this.audit = audit;
    }

    @Override
    public void callerRefused(ClientId client, String address, String reason) {
        audit.decided(
                AuditEntry.refused(AuditEvent.CALLER, reason).client(client).address(address));
    }

    @Override
    public void opened(RemoteConnection connection, boolean crossesLoops) {}

    @Override
    public void rejected(RemoteConnection connection, String reason) {}

    @Override
    public void bytes(RemoteConnection connection, long fromRemote, long toRemote) {}

    @Override
    public void closed(RemoteConnection connection, RemoteReport report) {}

    @Override
    public void bytes(ClientId client, long fromCaller, long toCaller) {}

    @Override
    public void ended(ExchangeReport report) {}
}
