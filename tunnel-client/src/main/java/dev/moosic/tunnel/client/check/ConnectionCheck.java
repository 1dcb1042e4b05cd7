package dev.moosic.tunnel.client.check;

import dev.moosic.tunnel.client.config.ClientConfig;
import dev.moosic.tunnel.client.config.ConfigException;
import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.client.config.TunnelConfig;
import dev.moosic.tunnel.client.control.ConnectFailure;
import dev.moosic.tunnel.client.control.ConnectStep;
import dev.moosic.tunnel.client.control.ControlConnector;
import dev.moosic.tunnel.client.control.PassedTime;
import dev.moosic.tunnel.client.control.TokenSource;
import dev.moosic.tunnel.client.control.TunnelToken;
import dev.moosic.tunnel.client.identity.DataFolder;
import dev.moosic.tunnel.client.identity.EnrolledIdentity;
import dev.moosic.tunnel.client.identity.Enrolment;
import dev.moosic.tunnel.client.identity.RequestTokens;
import dev.moosic.tunnel.client.run.ClientRuntime;
import dev.moosic.tunnel.client.socket.FailureText;
import dev.moosic.tunnel.protocol.identity.InvalidInviteException;
import dev.moosic.tunnel.protocol.identity.Invite;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tries everything that a client needs, without a session: a running client on the same folder is not disturbed. Blocks;
 * not on an event loop.
 */
public final class ConnectionCheck {
    private final ClientConfig config;
    private final Map<String, String> environment;
    private final Findings findings;

    public ConnectionCheck(ClientConfig config, Map<String, String> environment, PrintWriter out) {
        this.config = config;
        this.environment = environment;
        this.findings = new Findings(out);
    }

    /** Whether all was well. */
    public boolean run() throws InterruptedException {
        int tunnels = config.tunnels().size();
        findings.good("configuration: " + tunnels + (tunnels == 1 ? " tunnel" : " tunnels"));
        try {
            @Nullable EnrolledIdentity identity = identity();
            List<ServerAddress> servers = servers(identity);
            config.checkSecure(servers);
            try (ClientRuntime runtime = new ClientRuntime(
                    config.proxy(),
                    environment,
                    identity == null ? invitePin() : identity.pin(),
                    config.certificate(),
                    passed())) {
                for (ServerAddress server : servers) {
                    checkServer(runtime, server, identity);
                }
                for (TunnelConfig tunnel : config.tunnels()) {
                    checkLocal(runtime, tunnel);
                }
            }
        } catch (ConfigException e) {
            findings.bad("configuration", String.valueOf(e.getMessage()), null);
        }
        return !findings.isFaultFound();
    }

    private PassedTime passed() throws ConfigException {
        return PassedTime.readIn(folder(), config.invite() == null ? null : invite());
    }

    private Path folder() {
        return DataFolder.expanded(Objects.requireNonNullElse(config.data(), DataFolder.defaultPath()));
    }

    private @Nullable EnrolledIdentity identity() throws ConfigException {
        Path folder = folder();
        if (EnrolledIdentity.isIn(folder)) {
            EnrolledIdentity identity = EnrolledIdentity.load(folder);
            findings.good("identity: client " + identity.clientId() + " in " + folder);
            return identity;
        }
        if (config.invite() == null) {
            findings.bad(
                    "identity",
                    "none in " + folder,
                    "start once with --invite LINE, which \"tunnel-server invite --client-id ID\" prints");
        } else {
            findings.good("invite: well-formed, for client " + invite().clientId() + "; used at the first start");
        }
        return null;
    }

    private Invite invite() throws ConfigException {
        try {
            return Invite.parse(Objects.requireNonNull(config.invite()));
        } catch (InvalidInviteException e) {
            throw new ConfigException("--invite: " + e.getMessage());
        }
    }

    private @Nullable String invitePin() throws ConfigException {
        return config.invite() == null ? null : invite().pin();
    }

    private List<ServerAddress> servers(@Nullable EnrolledIdentity identity) throws ConfigException {
        if (!config.servers().isEmpty()) {
            return config.servers();
        }
        if (identity != null) {
            return identity.servers();
        }
        return config.invite() == null ? List.of() : Enrolment.serversOf(invite());
    }

    private void checkServer(ClientRuntime runtime, ServerAddress server, @Nullable EnrolledIdentity identity)
            throws InterruptedException {
        @Nullable
        TokenSource tokens = identity == null
                ? null
                : new RequestTokens(identity, runtime.http(), runtime.loop(), Clock.systemUTC());
        Future<Void> reached = new ControlConnector(runtime.servers(), config.mask())
                .reach(server, runtime.loop(), step -> findings.good(server + ": " + step.what()));
        if (!succeeded(server.toString(), reached) || tokens == null) {
            return;
        }
        Future<TunnelToken> token = tokens.requestToken(server);
        if (succeeded(server.toString(), token)) {
            findings.good(server + ": " + ConnectStep.TOKEN.what());
        }
    }

    private boolean succeeded(String what, Future<?> tried) throws InterruptedException {
        tried.await();
        if (tried.isSuccess()) {
            return true;
        }
        if (tried.cause() instanceof ConnectFailure failure) {
            findings.bad(what + ": " + failure.step().what(), failure.getMessage(), failure.remedy());
        } else {
            findings.bad(what, String.valueOf(tried.cause()), null);
        }
        return false;
    }

    private void checkLocal(ClientRuntime runtime, TunnelConfig tunnel) throws InterruptedException {
        String what = "local service " + tunnel.local() + " (" + tunnel.name() + ")";
        Future<Channel> dialled = runtime.sockets()
                .dial(
                        tunnel.local().host(),
                        tunnel.local().port(),
                        tunnel.connectTimeout(),
                        runtime.loop(),
                        new ChannelInboundHandlerAdapter());
        dialled.await();
        if (dialled.isSuccess()) {
            dialled.getNow().close();
            findings.good(what + " answers");
        } else {
            findings.bad(what, FailureText.of(dialled.cause()), "start it, or correct its address");
        }
    }
}
