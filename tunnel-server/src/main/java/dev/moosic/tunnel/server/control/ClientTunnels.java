package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.packet.BoundTunnel;
import dev.moosic.tunnel.protocol.packet.BoundTunnel.Code;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Binds and unbinds a client's tunnels, whatever their type. The calls for one client follow one another; any thread.
 */
final class ClientTunnels {
    private final Map<Tunnel.Type, TunnelBinder> binders;

    ClientTunnels(TunnelBinder tcp, TunnelBinder http) {
        this.binders = Map.of(Tunnel.Type.TCP, tcp, Tunnel.Type.HTTP, http);
    }

    /** @return the answer for the client; never fails */
    CompletionStage<BoundTunnel> bind(ConnectedClient client, Tunnel asked, PublicAddress address) {
        client.takeWithheld(asked.id());
        BoundTunnel wrong = TunnelRules.check(client, asked);
        if (wrong != null) {
            return CompletableFuture.completedFuture(wrong);
        }
        Tunnel tunnel = TunnelRules.normalized(asked);
        return binder(tunnel).bind(client, tunnel, address).thenApply(bound -> {
            if (bound.error() != null) {
                return withheldIfUngranted(client, tunnel, bound);
            }
            ConnectedTunnel added = new ConnectedTunnel(tunnel, bound);
            client.add(added);
            BoundTunnel lostMeanwhile = refusal(client, added);
            if (lostMeanwhile == null) {
                return bound;
            }
            unbind(client, tunnel.id());
            return withheldIfUngranted(client, tunnel, lostMeanwhile);
        });
    }

    private static BoundTunnel withheldIfUngranted(ConnectedClient client, Tunnel tunnel, BoundTunnel answer) {
        if (answer.isUngranted()) {
            client.withhold(tunnel);
        }
        return answer;
    }

    /** Tries again to bind what was refused for want of a grant; {@code null} if that was given up or asked anew. */
    CompletionStage<@Nullable BoundTunnel> bindWithheld(ConnectedClient client, Tunnel tunnel, PublicAddress address) {
        return client.takeWithheld(tunnel.id()) == null
                ? CompletableFuture.completedFuture(null)
                : bind(client, tunnel, address).thenApply(bound -> bound);
    }

    /** Hands over to {@code client} what an older session of it holds. */
    void activate(ConnectedClient client) {
        binders.values().forEach(binder -> binder.activate(client));
    }

    /** Gives one tunnel up; its live streams go on. Does nothing if there is none of that id. */
    void unbind(ConnectedClient client, long tunnelId) {
        client.takeWithheld(tunnelId);
        ConnectedTunnel tunnel = client.removeTunnel(tunnelId);
        if (tunnel != null) {
            binder(tunnel.asked()).unbind(client, tunnel);
        }
    }

    /** Gives up everything, at the session's end. */
    void release(ConnectedClient client) {
        binders.values().forEach(binder -> binder.release(client));
    }

    /**
     * Unbinds what the client's grants no longer allow, and resets its streams; it comes back with the grant.
     *
     * @param lost told each tunnel lost, as an answer for the client
     */
    void enforceGrants(ConnectedClient client, Consumer<BoundTunnel> lost) {
        for (ConnectedTunnel tunnel : client.tunnels()) {
            BoundTunnel refusal = refusal(client, tunnel);
            if (refusal != null) {
                unbind(client, tunnel.id());
                client.resetStreams(tunnel.id(), "tunnel " + tunnel.name() + " is no longer granted");
                client.withhold(tunnel.asked());
                lost.accept(refusal);
            }
        }
    }

    private static @Nullable BoundTunnel refusal(ConnectedClient client, ConnectedTunnel tunnel) {
        if (tunnel.type() == Tunnel.Type.HTTP) {
            return HttpTunnelBinder.check(client.grants(), tunnel.asked());
        }
        int port = tunnel.bound().port();
        return client.grants().allowsPort(port)
                ? null
                : BoundTunnel.failed(tunnel.asked(), Code.PORT_NOT_GRANTED, "port " + port + " is no longer granted");
    }

    private TunnelBinder binder(Tunnel tunnel) {
        return Objects.requireNonNull(binders.get(Objects.requireNonNull(tunnel.type())));
    }
}
