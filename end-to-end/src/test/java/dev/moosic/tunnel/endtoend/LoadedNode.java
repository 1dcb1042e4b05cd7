package dev.moosic.tunnel.endtoend;

import dev.moosic.tunnel.auth.ApiTokenTerms;
import dev.moosic.tunnel.auth.ServerAuth;
import dev.moosic.tunnel.client.config.LocalAddress;
import dev.moosic.tunnel.client.config.Mask;
import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.client.config.TunnelConfig;
import dev.moosic.tunnel.client.control.ControlHandshake;
import dev.moosic.tunnel.client.control.PassedTime;
import dev.moosic.tunnel.client.control.ServerConnections;
import dev.moosic.tunnel.client.control.TokenSource;
import dev.moosic.tunnel.client.control.TunnelSet;
import dev.moosic.tunnel.client.control.TunnelToken;
import dev.moosic.tunnel.client.event.ClientEvent;
import dev.moosic.tunnel.client.identity.EnrolledIdentity;
import dev.moosic.tunnel.client.identity.Enrolment;
import dev.moosic.tunnel.client.identity.RequestTokens;
import dev.moosic.tunnel.client.local.LocalServices;
import dev.moosic.tunnel.client.run.ClientRuntime;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.Invite;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.server.TunnelServer;
import dev.moosic.tunnel.server.config.ServerSettings;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A whole server and a whole client in this process, by a clock of the test's; the client renews its token all the time. */
final class LoadedNode implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration UP_LIMIT = Duration.ofSeconds(60);
    private static final Duration TOKEN_LIFETIME_TOLD = Duration.ofMillis(600);

    private final TunnelServer server;
    private final ClientId client;
    private final ClientRuntime runtime;
    private final ServerConnections connections;
    private final Queue<ClientEvent> events = new ConcurrentLinkedQueue<>();

    /**
     * Starts both, and waits until the client's tunnels can be reached.
     *
     * @param local what the tunnels lead to
     */
    LoadedNode(ServerSettings settings, String client, Path data, URI local, Clock clock) throws Exception {
        this.client = new ClientId(client);
        server = TunnelServer.start(settings, clock, POLL);
        server.auth().ready().get(60, TimeUnit.SECONDS);
        runtime = new ClientRuntime(null, Map.of(), null, null, PassedTime.unknown());
        Invite invite = server.auth()
                .createInvite(
                        this.client,
                        Grants.parse(List.of("http", "tcp:" + settings.remotePorts())),
                        Duration.ofHours(1))
                .get(20, TimeUnit.SECONDS);
        ServerAddress address = ServerAddress.parse(server.publicUrl().toString());
        EnrolledIdentity identity = new Enrolment(invite, data, runtime.http()).enrol(address);
        LocalAddress to = LocalAddress.parse(local.getAuthority());
        TunnelSet tunnels =
                new TunnelSet(List.of(tunnel("http", Tunnel.Type.HTTP, to), tunnel("tcp", Tunnel.Type.TCP, to)));
        LocalServices services = new LocalServices(runtime.sockets());
        services.replace(tunnels.byId());
        ControlHandshake handshake = new ControlHandshake(
                runtime.servers(),
                runtime.loop(),
                shortLived(new RequestTokens(identity, runtime.http(), runtime.loop(), clock)),
                services::accept,
                Mask.AUTO,
                true);
        connections = new ServerConnections(List.of(address), runtime.loop(), handshake, false, tunnels, events::add);
        connections.start();
        // The registry may still migrate: then the port is asked for again.
        Awaitility.await()
                .atMost(UP_LIMIT)
                .until(() -> events.stream()
                                .filter(ClientEvent.TunnelUp.class::isInstance)
                                .count()
                        >= 2);
    }

    private static TunnelConfig tunnel(String name, Tunnel.Type type, LocalAddress local) {
        return new TunnelConfig(
                name, type, local, 0, List.of(), Tunnel.Access.TOKEN, false, TunnelConfig.DEFAULT_CONNECT_TIMEOUT);
    }

    /** Says of each token that it is good for a moment only, so that it is renewed in band several times a second. */
    private TokenSource shortLived(TokenSource tokens) {
        return address -> {
            Promise<TunnelToken> token = runtime.loop().newPromise();
            tokens.requestToken(address).addListener((Future<TunnelToken> answered) -> {
                if (answered.isSuccess()) {
                    token.setSuccess(new TunnelToken(answered.getNow().value(), TOKEN_LIFETIME_TOLD));
                } else {
                    token.setFailure(answered.cause());
                }
            });
            return token;
        };
    }

    ServerAuth auth() {
        return server.auth();
    }

    URI url() {
        return server.publicUrl();
    }

    ClientId client() {
        return client;
    }

    int remotePort() {
        return events.stream()
                .filter(ClientEvent.TunnelUp.class::isInstance)
                .map(ClientEvent.TunnelUp.class::cast)
                .filter(up -> up.tunnel().name().equals("tcp"))
                .map(up -> Integer.parseInt(up.remote().replaceAll(".*:", "")))
                .findFirst()
                .orElseThrow();
    }

    /** Whatever the client said that was neither of the session's begin nor of its tunnels'. */
    List<ClientEvent> troubles() {
        return events.stream()
                .filter(event -> !(event instanceof ClientEvent.Connected) && !(event instanceof ClientEvent.TunnelUp))
                .toList();
    }

    /** An API token for any of {@code clients}. */
    String token(List<ClientId> clients) throws Exception {
        return auth().issueApiToken(ApiTokenTerms.forClients(clients, Duration.ofDays(30)))
                .get(20, TimeUnit.SECONDS)
                .token();
    }

    /** A signed URL of that node's client. */
    String signed(LoadedNode node) throws Exception {
        return auth().signUrl(node.url() + "/x?clientId=" + node.client(), null, Duration.ofDays(30))
                .get(20, TimeUnit.SECONDS)
                .url();
    }

    @Override
    public void close() {
        connections.stop();
        runtime.close();
        server.close();
    }
}
