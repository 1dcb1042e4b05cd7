package dev.moosic.tunnel.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.audit.AuditEvent;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.server.api.ExchangeReport;
import dev.moosic.tunnel.server.remote.RemoteConnection;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A million requests that have nothing in common leave no more behind than one. */
class FloodTest {
    private static final int MILLION = 1_000_000;

    @Test
    void noMetricIsKeyedByWhatAStrangerChose() {
        try (ServerMetrics metrics = new ServerMetrics()) {
            int before = 0;
            for (int i = 0; i < MILLION; i++) {
                ClientId client = new ClientId("c" + i);
                metrics.traffic()
                        .ended(new ExchangeReport(
                                client,
                                "tunnel-" + i,
                                "caller-" + i,
                                "2001:db8::" + Integer.toHexString(i % 65_536),
                                "GET",
                                "/path/" + i,
                                401,
                                "refused",
                                i,
                                i,
                                Duration.ofMillis(1),
                                Duration.ofMillis(1),
                                false));
                metrics.traffic()
                        .rejected(
                                new RemoteConnection(client, "t" + i, 20_000, new InetSocketAddress(i % 65_536)),
                                "not_granted");
                metrics.audit()
                        .decided(AuditEntry.refused(AuditEvent.CALLER, "reason " + i)
                                .client(client)
                                .subject("subject " + i)
                                .address("address " + i));
                if (i == 0) {
                    before = lines(metrics);
                }
            }
            assertThat(lines(metrics)).isLessThanOrEqualTo(before + 10);
            assertThat(metrics.scrape())
                    .contains("tunnel_audit_total{event=\"caller\",outcome=\"refused\"} 1000000.0")
                    .contains("tunnel_audit_total{event=\"hello\",outcome=\"accepted\"} 0.0");
        }
    }

    private static int lines(ServerMetrics metrics) {
        return (int) metrics.scrape().lines().count();
    }
}
