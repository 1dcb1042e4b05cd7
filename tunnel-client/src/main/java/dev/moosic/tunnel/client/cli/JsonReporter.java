package dev.moosic.tunnel.client.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moosic.tunnel.client.config.TunnelConfig;
import dev.moosic.tunnel.client.event.ClientEvent;
import dev.moosic.tunnel.client.event.ClientListener;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Tells a program what happens: one JSON object a line, each with its {@code event}. */
public final class JsonReporter implements ClientListener {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintWriter out;

    public JsonReporter(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void on(ClientEvent event) {
        try {
            out.println(JSON.writeValueAsString(members(event)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of text, numbers and lists are always JSON", e);
        }
        out.flush();
    }

    private static Map<String, Object> members(ClientEvent event) {
        if (event instanceof ClientEvent.Connected e) {
            return line("connected")
                    .with("server", e.server())
                    .with("clientId", e.clientId())
                    .with("node", e.node());
        } else if (event instanceof ClientEvent.TunnelUp e) {
            return tunnel("tunnel", e.tunnel()).with("remote", e.remote()).with("server", e.server());
        } else if (event instanceof ClientEvent.TunnelFailed e) {
            return tunnel("tunnelFailed", e.tunnel())
                    .with("code", e.code())
                    .with("message", e.message())
                    .with("server", e.server());
        } else if (event instanceof ClientEvent.TunnelRemoved e) {
            return tunnel("tunnelRemoved", e.tunnel());
        } else if (event instanceof ClientEvent.Disconnected e) {
            return line("disconnected")
                    .with("reason", e.reason())
                    .with("retryInMs", e.retryIn().toMillis())
                    .with("server", e.server());
        } else if (event instanceof ClientEvent.Resumed e) {
            return line("resumed").with("server", e.server());
        } else if (event instanceof ClientEvent.Draining e) {
            return line("draining").with("message", e.message()).with("server", e.server());
        } else if (event instanceof ClientEvent.Reloaded e) {
            return line("reloaded").with("tunnels", e.tunnels()).with("restartFor", e.restartFor());
        } else if (event instanceof ClientEvent.ReloadRefused e) {
            return line("reloadRefused").with("problem", e.problem());
        } else if (event instanceof ClientEvent.GaveUp e) {
            return line("gaveUp")
                    .with("reason", e.reason())
                    .with("exitCode", e.exitCode())
                    .with("server", e.server());
        }
        return line("stopping");
    }

    private static Line tunnel(String event, TunnelConfig tunnel) {
        return line(event)
                .with("name", tunnel.name())
                .with("type", tunnel.type().name().toLowerCase(Locale.ROOT))
                .with("local", tunnel.local().toString());
    }

    private static Line line(String event) {
        return new Line().with("event", event);
    }

    /** Members in the order in which they are added. */
    private static final class Line extends LinkedHashMap<String, Object> {
        private static final long serialVersionUID = 1;

        Line with(String name, Object value) {
            put(name, value instanceof dev.moosic.tunnel.client.config.ServerAddress ? value.toString() : value);
            return this;
        }
    }
}
