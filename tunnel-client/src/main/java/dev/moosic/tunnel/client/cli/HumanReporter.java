package dev.moosic.tunnel.client.cli;

import dev.moosic.tunnel.client.config.TunnelConfig;
import dev.moosic.tunnel.client.event.ClientEvent;
import dev.moosic.tunnel.client.event.ClientListener;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells a person what happens: the public address first, then what to try with it. A repeated failure is told once. */
public final class HumanReporter implements ClientListener {
    private static final int SSH = 22;

    private final PrintWriter out;
    private final Map<Object, String> lastTold = new HashMap<>();

    public HumanReporter(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void on(ClientEvent event) {
        if (event instanceof ClientEvent.TunnelUp up) {
            tunnelUp(up);
        } else if (event instanceof ClientEvent.TunnelFailed failed) {
            lastTold.remove(failed.tunnel());
            out.println("tunnel \"" + failed.tunnel().name() + "\" was not given (" + failed.code() + "): "
                    + failed.message());
        } else if (event instanceof ClientEvent.TunnelRemoved removed) {
            lastTold.remove(removed.tunnel());
            out.println("tunnel \"" + removed.tunnel().name() + "\" is closed; its running streams go on");
        } else if (event instanceof ClientEvent.Connected connected) {
            lastTold.remove(connected.server());
            out.println("connected to " + connected.server() + " as " + connected.clientId());
        } else if (event instanceof ClientEvent.Disconnected disconnected) {
            disconnected(disconnected);
        } else if (event instanceof ClientEvent.Resumed resumed) {
            out.println("connection to " + resumed.server() + " is back; running streams went on");
        } else if (event instanceof ClientEvent.Draining draining) {
            out.println(draining.server() + " is about to restart (" + draining.message() + "); running streams go on");
        } else if (event instanceof ClientEvent.Reloaded reloaded) {
            out.println("configuration read again: " + reloaded.tunnels()
                    + (reloaded.tunnels() == 1 ? " tunnel" : " tunnels")
                    + (reloaded.restartFor().isEmpty()
                            ? ""
                            : "; restart for the change of " + String.join(", ", reloaded.restartFor())));
        } else if (event instanceof ClientEvent.ReloadRefused refused) {
            out.println("configuration not applied, the one before stays in force: " + refused.problem());
        } else if (event instanceof ClientEvent.GaveUp gaveUp) {
            out.println("giving up on " + gaveUp.server() + ": " + gaveUp.reason());
        }
        out.flush();
    }

    private void tunnelUp(ClientEvent.TunnelUp up) {
        TunnelConfig tunnel = up.tunnel();
        if (up.remote().equals(lastTold.put(tunnel, up.remote()))) {
            return;
        }
        out.println(up.remote() + " -> " + tunnel.local() + "  (" + tunnel.name() + ")");
        out.println("    try: " + suggestion(tunnel, up.remote()));
    }

    private static String suggestion(TunnelConfig tunnel, String remote) {
        if (tunnel.type() == Tunnel.Type.HTTP) {
            return switch (tunnel.access()) {
                case PUBLIC -> "curl '" + remote + "'";
                case BASIC -> "curl -u '" + tunnel.users().get(0).name() + "' '" + remote + "'";
                case TOKEN ->
                    "curl -H \"Authorization: Bearer $TOKEN\" '" + remote
                            + "'   (TOKEN from: tunnel-server token --client-id ID)";
            };
        }
        int colon = remote.lastIndexOf(':');
        String host = remote.substring(0, colon);
        String port = remote.substring(colon + 1);
        return tunnel.local().port() == SSH ? "ssh -p " + port + " USER@" + host : "nc " + host + " " + port;
    }

    private void disconnected(ClientEvent.Disconnected disconnected) {
        @Nullable String before = lastTold.put(disconnected.server(), disconnected.reason());
        if (!Objects.equals(before, disconnected.reason())) {
            out.println("no connection to " + disconnected.server() + ": " + disconnected.reason() + "; next try in "
                    + seconds(disconnected.retryIn()) + ", then for ever");
        }
    }

    private static String seconds(Duration duration) {
        return String.format(java.util.Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
