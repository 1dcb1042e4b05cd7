package dev.moosic.tunnel.server;

import dev.moosic.tunnel.auth.AuthSettings;
import dev.moosic.tunnel.auth.ServerAuth;
import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.audit.AuditLog;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.mux.SessionSettings;
import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import dev.moosic.tunnel.protocol.transport.Transport;
import dev.moosic.tunnel.server.admin.AdminServer;
import dev.moosic.tunnel.server.admin.AdminTls;
import dev.moosic.tunnel.server.admin.AdminTrust;
import dev.moosic.tunnel.server.api.AcmeOwnEndpoints;
import dev.moosic.tunnel.server.api.AuthOwnEndpoints;
import dev.moosic.tunnel.server.api.CallerCredentials;
import dev.moosic.tunnel.server.api.HttpApi;
import dev.moosic.tunnel.server.api.OwnEndpoints;
import dev.moosic.tunnel.server.api.PublicChannelInitializer;
import dev.moosic.tunnel.server.api.RegisteredHttpTunnels;
import dev.moosic.tunnel.server.api.Spool;
import dev.moosic.tunnel.server.api.StatusEndpoints;
import dev.moosic.tunnel.server.api.StreamPools;
import dev.moosic.tunnel.server.cli.Version;
import dev.moosic.tunnel.server.config.ConfigException;
import dev.moosic.tunnel.server.config.DataDirectory;
import dev.moosic.tunnel.server.config.ServerSettings;
import dev.moosic.tunnel.server.config.TlsSettings;
import dev.moosic.tunnel.server.control.ConnectedClient;
import dev.moosic.tunnel.server.control.ConnectedClients;
import dev.moosic.tunnel.server.control.ControlServer;
import dev.moosic.tunnel.server.control.ControlServerFactory;
import dev.moosic.tunnel.server.control.PublicAddress;
import dev.moosic.tunnel.server.control.PublicAddresses;
import dev.moosic.tunnel.server.lifecycle.Readiness;
import dev.moosic.tunnel.server.lifecycle.ServerState;
import dev.moosic.tunnel.server.observe.AccessLog;
import dev.moosic.tunnel.server.observe.CallerAudit;
import dev.moosic.tunnel.server.observe.ServerMetrics;
import dev.moosic.tunnel.server.observe.TrafficObserver;
import dev.moosic.tunnel.server.password.PasswordChecks;
import dev.moosic.tunnel.server.registry.Claim;
import dev.moosic.tunnel.server.registry.Node;
import dev.moosic.tunnel.server.registry.ReconcilingConnectionRegistry;
import dev.moosic.tunnel.server.remote.RemotePorts;
import dev.moosic.tunnel.server.tls.ServerTls;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tunnel server in this process: the composition root. It listens when {@link #start} returns, whether the database
 * answers or not, and is ready when the keys have been read from it, or come from the auth service elsewhere.
 */
public final class TunnelServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TunnelServer.class);

    /** A session that another node took over stays away for so long. */
    private static final long SUPERSEDED_RETRY_MS = 60_000;

    private static final int VERIFICATION_THREADS = 2;

    private final ServerSettings settings;
    private final Parts parts;
    private final Readiness readiness = new Readiness();
    private final ConnectedClients clients = new ConnectedClients();
    private final Transport transport = Transport.detect();
    private final EventLoopGroup eventLoops;
    private final ServerAuth auth;
    private final RemotePorts remotePorts;
    private final StreamPools pools = new StreamPools();
    private final PublicAddresses addresses;
    private final AdminServer admin;
    private final @Nullable ServerTls tls;
    private final @Nullable ServerTls adminTls;

    private TunnelServer(ServerSettings settings, Clock clock, Duration pollInterval, Parts parts) throws IOException {
        this.settings = settings;
        this.parts = parts;
        InetAddress bindAddress = settings.listen().resolve().getAddress();
        parts.add(DataDirectory.open(settings.dataDirectory()));
        Node node = new Node(Long.toUnsignedString(new SecureRandom().nextLong(), 36), settings.nodeUrl());

        eventLoops = transport.newEventLoopGroup(settings.eventLoops(), "loop");
        parts.add(() -> eventLoops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly());
        PublicListener listener = parts.add(PublicListener.bind(settings.listen(), transport, eventLoops));
        addresses = addresses(bindAddress, listener.port(), settings.tls() != null);

        Database database = parts.add(Database.open(settings.database()));
        ServerMetrics metrics = parts.add(new ServerMetrics());
        Audit audit = Audit.both(new AuditLog(), metrics.audit());
        TrafficObserver traffic =
                TrafficObserver.both(TrafficObserver.both(metrics.traffic(), new AccessLog()), new CallerAudit(audit));
        AuthParts authParts = AuthParts.open(
                settings,
                database,
                () -> List.of(URI.create(addresses.announced().url())),
                this::pin,
                this::isOperator,
                clock,
                pollInterval,
                audit);
        auth = parts.add(authParts.auth());
        auth.onRevoked(this::recheck);
        auth.onGrantsChanged(this::recheck);
        tls = settings.tls() == null
                ? null
                : parts.add(ServerTls.start(
                        settings.tls(),
                        authParts.certificates(),
                        names(bindAddress),
                        new GrantedNames(auth, clients, baseDomain(settings.publicUrl()), clock)::contains,
                        clock));
        adminTls = tls != null || !settings.admin().isSecure()
                ? tls
                : parts.add(ServerTls.start(
                        TlsSettings.PRIVATE_AUTHORITY,
                        authParts.certificates(),
                        names(bindAddress),
                        name -> CompletableFuture.completedFuture(false),
                        clock));
        ReconcilingConnectionRegistry registry =
                parts.add(ReconcilingConnectionRegistry.start(database, node, this::superseded));
        remotePorts = new RemotePorts(
                registry, settings.remotePorts(), transport, eventLoops, bindAddress, settings.limits(), traffic);
        parts.add(remotePorts::close);
        remotePorts.exclude(listener.port());

        ExecutorService verification =
                Executors.newFixedThreadPool(VERIFICATION_THREADS, new DefaultThreadFactory("verification", true));
        parts.add(verification::shutdownNow);
        ControlServer control = new ControlServerFactory(
                        clients,
                        remotePorts,
                        registry,
                        auth.tokenVerifier(),
                        auth::renewsTokens,
                        verification,
                        SessionSettings.defaults().withGrace(ProtocolLimits.RESUME_GRACE),
                        node.id(),
                        clock,
                        audit)
                .create(
                        readiness,
                        addresses,
                        transport,
                        settings.limits(),
                        settings.tls() != null && settings.tls().clientAuthority() != null);
        Path spoolDirectory = settings.dataDirectory().resolve("spool");
        DataDirectory.prepare(spoolDirectory);
        Spool spool = parts.add(new Spool(
                spoolDirectory,
                settings.http().blockingMemoryBytes(),
                settings.http().blockingBytes()));
        PublicChannelInitializer http = HttpApi.initializer(
                settings.http(),
                node.id(),
                baseDomain(settings.publicUrl()),
                new RegisteredHttpTunnels(clients, registry, settings.limits().reconnectWait()),
                CallerCredentials.of(auth.tokenVerifier(), auth.mediaUrlVerifier(), auth.moosicBoxTokens()),
                parts.add(new PasswordChecks()),
                control::upgrade,
                ownEndpoints(authParts),
                pools,
                spool,
                readiness,
                traffic,
                tls == null ? null : tls::newHandler);
        admin = parts.add(AdminServer.start(
                settings.admin(),
                settings.dataDirectory(),
                transport,
                eventLoops,
                auth,
                clients,
                settings.remotePorts(),
                registry,
                audit,
                metrics::scrape,
                this::authorityPem,
                clock,
                settings.admin().isSecure() && adminTls != null ? adminTls(adminTls) : null));
        remotePorts.exclude(admin.port());
        metrics.watch(clients, readiness);
        metrics.watch(remotePorts);
        metrics.watch(eventLoops);
        metrics.watch(database);
        if (tls != null) {
            metrics.watchCertificates(tls::certificateExpiry, tls::clientAuthorityExpiry);
        }
        authParts.watchedBy(metrics);
        authParts
                .ready()
                .thenCompose(opened -> tls == null ? CompletableFuture.completedFuture(null) : tls.ready())
                .thenRun(() -> readiness.advance(ServerState.READY));
        listener.serve(http);
        listenForAcme(bindAddress, listener.port());
        warnWithoutTls(bindAddress);
    }

    /**
     * Starts a server.
     *
     * @throws ConfigException if the settings cannot be used on this machine
     * @throws IOException if the data folder cannot be used
     */
    public static TunnelServer start(ServerSettings settings) throws IOException {
        return start(settings, Clock.systemUTC(), AuthSettings.POLL_INTERVAL);
    }

    /**
     * Starts a server with a time of its own, for tests of what takes minutes or months.
     *
     * @param clock what tokens, keys and certificates go by
     * @param pollInterval how often keys and revocations of other nodes on the same database are read
     */
    public static TunnelServer start(ServerSettings settings, Clock clock, Duration pollInterval) throws IOException {
        Parts parts = new Parts();
        try {
            return new TunnelServer(settings, clock, pollInterval, parts);
        } catch (IOException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private PublicAddresses addresses(InetAddress bound, int port, boolean secure) {
        PublicAddress listening = new PublicAddress(secure ? "https" : "http", OwnAddress.of(bound), port);
        URI url = settings.publicUrl();
        return new PublicAddresses(url == null ? null : PublicAddress.of(url), listening);
    }

    /** The admin credential is the operator's at the public port too; asked for only once both listen. */
    private boolean isOperator(String token) {
        return admin.isOperator(token);
    }

    /** {@code ID.HOST} is a client's host name if HOST is a name. */
    private static @Nullable String baseDomain(@Nullable URI publicUrl) {
        String host = publicUrl == null ? null : publicUrl.getHost();
        return host == null || !host.matches(".*[A-Za-z].*\\..*|.*\\..*[A-Za-z].*") ? null : host;
    }

    private List<OwnEndpoints> ownEndpoints(AuthParts authParts) {
        List<OwnEndpoints> own = new ArrayList<>(List.of(
                new StatusEndpoints(readiness, Version.current(), authParts::awaited),
                new AuthOwnEndpoints(auth.endpoints())));
        if (tls != null && settings.tls() != null && settings.tls().acme() != null) {
            own.add(new AcmeOwnEndpoints(tls::acmeAnswer));
        }
        return own;
    }

    private void listenForAcme(InetAddress bound, int port) {
        if (tls == null || settings.tls() == null || settings.tls().acme() == null) {
            return;
        }
        tls.listenForAcme(bound, settings.tls().acme(), port, transport, eventLoops);
        Integer taken = tls.acmePort();
        if (taken != null) {
            remotePorts.exclude(taken);
        }
    }

    private Set<String> names(InetAddress bound) {
        Set<String> names = new LinkedHashSet<>(OwnAddress.names(bound, settings.publicUrl()));
        if (settings.admin().isSecure()) {
            names.addAll(OwnAddress.names(settings.admin().listen().resolve().getAddress(), null));
        }
        return names;
    }

    /** The certificate of the public port, or of the private authority if that port has none. */
    private AdminTls adminTls(ServerTls shown) {
        TlsSettings from = Objects.requireNonNullElse(settings.tls(), TlsSettings.PRIVATE_AUTHORITY);
        CompletionStage<AdminTrust> trust;
        if (from.files() != null) {
            Path file = from.files().certificate().toAbsolutePath();
            trust = CompletableFuture.completedFuture(AdminTrust.ofCertificate(file.toString()));
        } else if (from.acme() != null) {
            trust = CompletableFuture.completedFuture(
                    AdminTrust.ofName(from.acme().domains().get(0)));
        } else {
            trust = shown.whenPinned().thenApply(pin -> AdminTrust.ofPin(pin.orElseThrow()));
        }
        return new AdminTls(shown::newHandler, trust);
    }

    private @Nullable String pin() {
        return tls == null ? null : tls.pin();
    }

    private CompletionStage<String> authorityPem() {
        return adminTls == null
                ? CompletableFuture.failedFuture(
                        new IllegalArgumentException("this server has no authority: its public port speaks plain HTTP"))
                : adminTls.authorityPem();
    }

    private void warnWithoutTls(InetAddress bound) {
        if (tls == null && !bound.isLoopbackAddress()) {
            log.warn("the public port speaks plain HTTP: tokens and data can be read on the way;"
                    + " put a TLS proxy in front, or leave --plain out");
        }
        if (settings.admin().plain() && !settings.admin().isOnLoopback()) {
            log.warn("the admin listener speaks plain HTTP: its credential can be read on the way;"
                    + " put a TLS proxy in front, or leave --admin-plain out");
        }
    }

    private void recheck(ClientId id) {
        ConnectedClient client = clients.find(id);
        if (client != null) {
            client.recheck();
        }
    }

    private void superseded(Claim claim) {
        ConnectedClient client = clients.find(claim.client());
        if (client != null && client.tunnelWsId().equals(claim.tunnelWsId())) {
            client.close(CloseCode.SUPERSEDED, SUPERSEDED_RETRY_MS, "another instance connected to another node");
        }
    }

    /** How the public port is reached. */
    public URI publicUrl() {
        return URI.create(addresses.announced().url());
    }

    /** How the admin listener is reached. */
    public URI adminUrl() {
        return admin.url();
    }

    public Readiness readiness() {
        return readiness;
    }

    /** The auth service, embedded or elsewhere. */
    public ServerAuth auth() {
        return auth;
    }

    /** Who is connected. */
    public ConnectedClients clients() {
        return clients;
    }

    /**
     * Takes nothing new, and lets what runs finish.
     *
     * @param deadline how long that may take
     */
    public void drain(Duration deadline) throws InterruptedException {
        readiness.advance(ServerState.DRAINING);
        remotePorts.close();
        pools.drain();
        new Drain(clients, eventLoops).run(deadline);
    }

    /** Ends everything at once; {@link #drain} before it is gentler. Later calls do nothing. */
    @Override
    public void close() {
        readiness.advance(ServerState.STOPPED);
        for (ConnectedClient client : clients.all()) {
            client.close(CloseCode.GOING_AWAY, 0, "the server stopped");
        }
        parts.close();
    }
}
