package dev.moosic.tunnel.client.run;

import dev.moosic.tunnel.client.config.TunnelConfig;
import dev.moosic.tunnel.client.control.ServerConnection;
import dev.moosic.tunnel.client.local.LocalServices;
import dev.moosic.tunnel.client.local.TunnelActivity;
import dev.moosic.tunnel.client.status.ClientReport;
import dev.moosic.tunnel.protocol.mux.SessionStatistics;
import dev.moosic.tunnel.protocol.packet.BoundTunnel;
import dev.moosic.tunnel.protocol.packet.ServerHello;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A running client as {@code status} shows it. */
final class Reports {
    private static final double NANOS_IN_MILLI = 1_000_000.0;

    private Reports() {}

    static ClientReport of(
            String clientId,
            List<ServerConnection.View> views,
            Collection<TunnelConfig> tunnels,
            LocalServices services) {
        return new ClientReport(
                ProcessHandle.current().pid(),
                clientId,
                views.stream().anyMatch(view -> view.state() == ServerConnection.State.CONNECTED),
                views.stream().map(Reports::server).toList(),
                tunnels.stream().map(tunnel -> local(tunnel, services)).toList());
    }

    private static ClientReport.Server server(ServerConnection.View view) {
        @Nullable ServerHello hello = view.hello();
        @Nullable SessionStatistics statistics = view.statistics();
        return new ClientReport.Server(
                view.server().toString(),
                view.state().name().toLowerCase(Locale.ROOT),
                view.lastReason().isEmpty() ? null : view.lastReason(),
                hello == null ? null : hello.node(),
                statistics == null ? 0 : statistics.liveStreams(),
                statistics == null ? 0 : statistics.streamsOpened(),
                statistics == null ? 0 : statistics.bytesSent(),
                statistics == null ? 0 : statistics.bytesReceived(),
                statistics == null ? 0 : statistics.roundTripNanos() / NANOS_IN_MILLI,
                view.tunnels().stream().map(Reports::tunnel).toList());
    }

    private static ClientReport.Tunnel tunnel(ServerConnection.Answer answer) {
        @Nullable BoundTunnel bound = answer.bound();
        BoundTunnel.@Nullable Failure error = bound == null ? null : bound.error();
        return new ClientReport.Tunnel(
                answer.tunnel().name(),
                answer.tunnel().type().name().toLowerCase(Locale.ROOT),
                answer.tunnel().local().toString(),
                bound == null ? null : bound.remote(),
                error == null ? null : error.code().name().toLowerCase(Locale.ROOT) + ": " + error.message());
    }

    private static ClientReport.LocalService local(TunnelConfig tunnel, LocalServices services) {
        TunnelActivity.Figures figures = services.activity(tunnel.name()).figures();
        return new ClientReport.LocalService(
                tunnel.name(),
                tunnel.local().toString(),
                figures.live(),
                figures.opened(),
                figures.failed(),
                figures.bytesFromLocal(),
                figures.bytesToLocal(),
                figures.lastFailure());
    }
}
