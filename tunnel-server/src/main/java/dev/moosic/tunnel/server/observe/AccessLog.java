package dev.moosic.tunnel.server.observe;

import dev.moosic.tunnel.protocol.audit.LogLine;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.server.api.ExchangeReport;
import dev.moosic.tunnel.server.net.AddressText;
import dev.moosic.tunnel.server.remote.RemoteConnection;
import dev.moosic.tunnel.server.remote.RemoteReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line to the logger {@code access} at the end of each remote connection and each exchange; the fields are those of
 * {@code docs/operations.md}, "Logs". Never a query, a header or another secret.
 */
public final class AccessLog implements TrafficObserver {
    private static final Logger ACCESS = LoggerFactory.getLogger("access");

    @Override
    public void opened(RemoteConnection connection, boolean crossesLoops) {}

    @Override
    public void rejected(RemoteConnection connection, String reason) {
        if (ACCESS.isInfoEnabled()) {
            ACCESS.info(of(connection, reason)
                    .with("detail", null)
                    .with("in", 0)
                    .with("out", 0)
                    .withMillis("first_ms", null)
                    .withMillis("total_ms", null)
                    .toString());
        }
    }

    @Override
    public void bytes(RemoteConnection connection, long fromRemote, long toRemote) {}

    @Override
    public void closed(RemoteConnection connection, RemoteReport report) {
        if (ACCESS.isInfoEnabled()) {
            ACCESS.info(line(connection, report));
        }
    }

    static String line(RemoteConnection connection, RemoteReport report) {
        Outcome outcome = Outcome.of(report.reason());
        return of(connection, outcome.word())
                .with("detail", outcome.detail())
                .with("in", report.bytesFromRemote())
                .with("out", report.bytesToRemote())
                .withMillis("first_ms", report.timeToFirstByte())
                .withMillis("total_ms", report.total())
                .toString();
    }

    private static LogLine of(RemoteConnection connection, String outcome) {
        return LogLine.ofType("tcp")
                .with("client", connection.client())
                .with("tunnel", connection.tunnel())
                .with("port", connection.port())
                .with("address", AddressText.of(connection.source()))
                .with("outcome", outcome);
    }

    @Override
    public void bytes(ClientId client, long fromCaller, long toCaller) {}

    @Override
    public void ended(ExchangeReport report) {
        if (ACCESS.isInfoEnabled()) {
            ACCESS.info(line(report));
        }
    }

    static String line(ExchangeReport report) {
        return LogLine.ofType("http")
                .with("client", report.client())
                .with("tunnel", report.tunnel())
                .with("caller", report.caller())
                .with("address", report.address())
                .with("method", report.method())
                .with("path", report.path())
                .with("status", report.status())
                .with("outcome", report.outcome())
                .with("in", report.bytesFromCaller())
                .with("out", report.bytesToCaller())
                .withMillis("first_ms", report.timeToFirstByte())
                .withMillis("total_ms", report.total())
                .with("reused", report.reused())
                .toString();
    }
}
