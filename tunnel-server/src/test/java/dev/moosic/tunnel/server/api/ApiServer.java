package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.auth.MoosicBoxToken;
import dev.moosic.tunnel.protocol.identity.CallerClaims;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import dev.moosic.tunnel.protocol.identity.MediaUrl;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.protocol.transport.Transport;
import dev.moosic.tunnel.server.config.HttpSettings;
import dev.moosic.tunnel.server.lifecycle.Readiness;
import dev.moosic.tunnel.server.lifecycle.ServerState;
import dev.moosic.tunnel.server.password.PasswordChecks;
import dev.moosic.tunnel.testing.RefusingPort;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The public port alone, on real sockets and two event loops; its tunnels end in sockets to local services. Client
 * {@code alice} is called with token {@code good}, or with signature {@code m1.good}.
 */
final class ApiServer implements AutoCloseable, HttpTunnels, CallerCredentials, ExchangeObserver {
    static final ClientId ALICE = new ClientId("alice");

    final Readiness readiness = new Readiness();
    final Queue<ExchangeReport> reports = new ConcurrentLinkedQueue<>();
    /** Closed as soon as they asked to become one. */
    final Queue<Channel> controlConnections = new ConcurrentLinkedQueue<>();

    /** All connections taken in. */
    final Queue<Channel> accepted = new ConcurrentLinkedQueue<>();

    final Map<ClientId, ClientState> clients = new ConcurrentHashMap<>();
    final Map<String, ClientId> hosts = new ConcurrentHashMap<>();
    final Path directory;
    /** As if the registry had to be asked. */
    volatile boolean findsLater;

    private final Map<String, MoosicBoxToken> moosicBoxTokens = new ConcurrentHashMap<>();
    private final Tunnelling tunnelling;
    private final Queue<MuxTunnel> muxTunnels = new ConcurrentLinkedQueue<>();
    private final EventLoopGroup loops;
    private final Channel listener;
    private final Spool spool;
    private final PasswordChecks passwords = new PasswordChecks();

    ApiServer(Tunnelling tunnelling) throws IOException {
        this(tunnelling, HttpSettings.defaults());
    }

    ApiServer(Tunnelling tunnelling, HttpSettings settings) throws IOException {
        this.tunnelling = tunnelling;
        Transport transport = Transport.detect();
        readiness.advance(ServerState.READY);
        loops = transport.newEventLoopGroup(2, "api");
        directory = Files.createTempDirectory("spool");
        spool = new Spool(directory, settings.blockingMemoryBytes(), settings.blockingBytes());
        PublicChannelInitializer initializer = HttpApi.initializer(
                settings,
                "test",
                "tunnel.example.com",
                this,
                this,
                passwords,
                (channel, request) -> {
                    controlConnections.add(channel);
                    channel.close();
                },
                List.of(new StatusEndpoints(readiness, "test", () -> null), new EchoEndpoint()),
                new StreamPools(),
                spool,
                readiness,
                this,
                null);
        listener = new ServerBootstrap()
                .group(loops)
                .channel(transport.serverSocketChannel())
                .handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object connection) {
                        accepted.add((Channel) connection);
                        ctx.fireChannelRead(connection);
                    }
                })
                .childHandler(initializer)
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    /** Connects {@code alice}, whose http tunnel leads to {@code service}. */
    HttpTunnel connect(LocalService service, Tunnel.Access access) {
        return connect(service.port(), access);
    }

    private HttpTunnel connect(int port, Tunnel.Access access) {
        HttpTunnel tunnel = tunnelling == Tunnelling.SOCKETS
                ? new SocketTunnel(ALICE, access, loops.next(), port)
                : new MuxTunnel(ALICE, access, loops, port);
        if (tunnel instanceof MuxTunnel mux) {
            muxTunnels.add(mux);
        }
        clients.put(ALICE, new ClientState.Connected(tunnel));
        return tunnel;
    }

    /** Connects {@code alice} with a tunnel on whose port nothing listens. */
    void connectTo(RefusingPort nothing) {
        connect(nothing.number(), Tunnel.Access.TOKEN);
    }

    EventLoopGroup loops() {
        return loops;
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    RawCaller caller() throws IOException {
        return new RawCaller(port());
    }

    @Override
    public CompletionStage<ClientState> find(ClientId client, String host) {
        ClientState state = clients.getOrDefault(client, new ClientState.Unknown());
        return findsLater
                ? CompletableFuture.supplyAsync(
                        () -> state, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS))
                : CompletableFuture.completedFuture(state);
    }

    @Override
    public @Nullable ClientId clientOfHost(String host) {
        return hosts.get(host);
    }

    @Override
    public CallerClaims verifyToken(String token) throws InvalidTokenException {
        if (token.startsWith("good-for-bob-as-")) {
            return new CallerClaims(
                    token.substring("good-for-bob-as-".length()),
                    Map.of(new ClientId("bob"), 0L),
                    Instant.now(),
                    Instant.now().plusSeconds(60),
                    "jti",
                    Set.of(),
                    List.of());
        }
        if (!token.equals("good")) {
            throw new InvalidTokenException(Reason.BAD_SIGNATURE, "the token is forged");
        }
        Instant now = Instant.now();
        return new CallerClaims("bob", Map.of(ALICE, 0L), now, now.plusSeconds(60), "jti", Set.of(), List.of());
    }

    @Override
    public void verifySignature(String method, MediaUrl url, String signature) throws InvalidTokenException {
        if (!signature.equals("m1.good") || !method.equals("GET") && !method.equals("HEAD")) {
            throw new InvalidTokenException(Reason.BAD_SIGNATURE, "the signature does not fit this request");
        }
    }

    /** Answers on another thread, as a database does. */
    @Override
    public CompletionStage<MoosicBoxToken> findMoosicBox(MoosicBoxToken.Kind kind, String token) {
        return CompletableFuture.supplyAsync(() -> {
            MoosicBoxToken found = moosicBoxTokens.get(token);
            if (token.equals("mb.c.unanswered")) {
                throw new IllegalStateException("the database is away");
            }
            if (found == null || found.kind() != kind) {
                throw new CompletionException(new InvalidTokenException(Reason.BAD_SIGNATURE, "no such token"));
            }
            return found;
        });
    }

    /** Makes one of MoosicBox's tokens. */
    void addMoosicBox(MoosicBoxToken.Kind kind, ClientId client, String token) {
        moosicBoxTokens.put(token, new MoosicBoxToken(kind, client, 0, null));
    }

    @Override
    public void bytes(ClientId client, long fromCaller, long toCaller) {}

    @Override
    public void ended(ExchangeReport report) {
        reports.add(report);
    }

    @Override
    public void close() throws IOException {
        listener.close().syncUninterruptibly();
        muxTunnels.forEach(MuxTunnel::close);
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        passwords.close();
        spool.close();
        Files.delete(directory);
    }

    /** Answers with the body it got, at {@code /auth/echo} and where magic tokens are registered. */
    private static final class EchoEndpoint implements OwnEndpoints {
        @Override
        public Set<String> paths() {
            return Set.of("/auth/echo", "/auth/magic-token");
        }

        @Override
        public int maxBodyBytes() {
            return 100;
        }

        @Override
        public CompletionStage<OwnResponse> answer(OwnRequest request) {
            return CompletableFuture.supplyAsync(
                    () -> new OwnResponse(200, Map.of("content-type", "text/plain"), request.body()));
        }
    }
}
