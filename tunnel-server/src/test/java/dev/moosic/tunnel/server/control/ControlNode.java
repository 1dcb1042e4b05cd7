package dev.moosic.tunnel.server.control;

import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.ClientLimits;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import dev.moosic.tunnel.protocol.identity.PortRange;
import dev.moosic.tunnel.protocol.identity.TunnelClaims;
import dev.moosic.tunnel.protocol.mux.SessionSettings;
import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.relay.RelayCloseReason;
import dev.moosic.tunnel.protocol.transport.Transport;
import dev.moosic.tunnel.server.config.ConnectionLimits;
import dev.moosic.tunnel.server.lifecycle.Readiness;
import dev.moosic.tunnel.server.remote.RemoteConnection;
import dev.moosic.tunnel.server.remote.RemoteObserver;
import dev.moosic.tunnel.server.remote.RemotePorts;
import dev.moosic.tunnel.server.remote.RemoteReport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A control server with its remote ports on loopback; a token is whatever {@link #allow} says it is. */
final class ControlNode implements AutoCloseable, RemoteObserver {
    /** Others than those of a JVM that runs tests beside this one. */
    static final PortRange RANGE = rangeOf(Integer.getInteger("test.jvm", 1));

    private static PortRange rangeOf(int fork) {
        int first = 22_600 + 400 * fork;
        return new PortRange(first, first + 399);
    }

    final ConnectedClients clients = new ConnectedClients();
    final InMemoryRegistry registry = new InMemoryRegistry();
    final Readiness readiness = new Readiness();
    final EventLoopGroup loops;
    final RemotePorts remotePorts;
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger crossLoop = new AtomicInteger();
    final List<String> rejections = new CopyOnWriteArrayList<>();
    final List<RelayCloseReason> ends = new CopyOnWriteArrayList<>();
    final List<AuditEntry> decisions = new CopyOnWriteArrayList<>();
    private final Map<String, Reason> refused = new ConcurrentHashMap<>();
    private final Map<String, TunnelClaims> tokens = new ConcurrentHashMap<>();
    private final ExecutorService verification = Executors.newSingleThreadExecutor();
    private final Channel listener;

    ControlNode(int eventLoops, Duration grace) {
        this(eventLoops, grace, false);
    }

    /** @param clientCertificates whether clients have to show one; none can, since this node speaks no TLS */
    ControlNode(int eventLoops, Duration grace, boolean clientCertificates) {
        Transport transport = Transport.detect();
        loops = transport.newEventLoopGroup(eventLoops, "server");
        ConnectionLimits defaults = ConnectionLimits.defaults();
        ConnectionLimits limits =
                new ConnectionLimits(new ClientLimits(1_000, 0, 0, 0), 1_000, 1_000, 4, 100, defaults.reconnectWait());
        remotePorts =
                new RemotePorts(registry, RANGE, transport, loops, InetAddress.getLoopbackAddress(), limits, this);
        SessionServices services = new SessionServices(
                clients,
                new SessionDirectory(),
                new ClientTunnels(remotePorts, new HttpTunnelBinder(clients.hostNames(), registry)),
                registry,
                new Takeovers(new TakeoverLimit(Ticker.systemTicker())),
                this::verify,
                verification,
                SessionSettings.defaults().withGrace(grace),
                limits.perClient(),
                decisions::add,
                Clock.systemUTC());
        ControlServer control = new ControlServer(
                new ClientHandshake(
                        services,
                        readiness,
                        new ServerHelloFactory("node-1", null, grace, Clock.systemUTC()),
                        limits.clients()),
                new PublicAddresses(null, new PublicAddress("http", "127.0.0.1", 1)),
                transport,
                limits.unauthenticatedPerAddress(),
                clientCertificates,
                decisions::add);
        listener = new ServerBootstrap()
                .group(loops)
                .channel(transport.serverSocketChannel())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel child) {
                        child.pipeline()
                                .addLast(
                                        new HttpServerCodec(), new HttpObjectAggregator(8_192), new ToControl(control));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    /** Every request is for the control server. */
    private static final class ToControl extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final ControlServer control;

        ToControl(ControlServer control) {
            this.control = control;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            ctx.channel().config().setAutoRead(false);
            control.upgrade(ctx.channel(), request);
        }
    }

    /** From now on {@code token} is {@code client}'s. */
    void allow(String token, String client, String... grants) {
        tokens.put(
                token,
                new TunnelClaims(
                        new ClientId(client),
                        Grants.parse(List.of(grants)),
                        0,
                        0,
                        Instant.now(),
                        Instant.now().plusSeconds(600),
                        token));
    }

    /** From now on {@code token} is refused for {@code reason}. */
    void refuse(String token, Reason reason) {
        refused.put(token, reason);
    }

    private TunnelClaims verify(String token) throws InvalidTokenException {
        Reason now = refused.get(token);
        if (now != null) {
            throw new InvalidTokenException(now, "the token is " + now);
        }
        for (Reason reason : Reason.values()) {
            if (token.equals(reason.name())) {
                throw new InvalidTokenException(reason, "the token is " + reason);
            }
        }
        TunnelClaims claims = tokens.get(token);
        if (claims == null) {
            throw new InvalidTokenException(Reason.MALFORMED, "not a token");
        }
        return claims;
    }

    URI url() {
        return URI.create("ws://127.0.0.1:" + ((InetSocketAddress) listener.localAddress()).getPort() + "/ws");
    }

    @Override
    public void opened(RemoteConnection connection, boolean crossesLoops) {
        opened.incrementAndGet();
        if (crossesLoops) {
            crossLoop.incrementAndGet();
        }
    }

    @Override
    public void rejected(RemoteConnection connection, String reason) {
        rejections.add(reason);
    }

    @Override
    public void bytes(RemoteConnection connection, long fromRemote, long toRemote) {}

    @Override
    public void closed(RemoteConnection connection, RemoteReport report) {
        ends.add(report.reason());
    }

    /** The client's session, once it was added: the server says hello before it does that. */
    ConnectedClient awaitClient(String client) {
        return Objects.requireNonNull(
                Awaitility.await().until(() -> clients.find(new ClientId(client)), Objects::nonNull));
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        clients.all().forEach(client -> client.close(CloseCode.GOING_AWAY, 0, "the test is over"));
        await().until(() -> clients.size() == 0);
        remotePorts.close();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        verification.shutdownNow();
    }
}
