package dev.moosic.tunnel.server.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseException;
import dev.moosic.tunnel.auth.database.DatabaseStatus;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.PortRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry over a {@link Database}, which it brings up to date: this node's lease is renewed every
 * {@link #RENEW_EVERY}, and what the database missed while it was away is made good with the first renewal that
 * succeeds. Local truth never waits for it.
 */
public final class ReconcilingConnectionRegistry implements ConnectionRegistry, AutoCloseable {
    /** For how long a node counts as alive after a renewal. */
    public static final Duration LEASE = Duration.ofSeconds(30);

    public static final Duration RENEW_EVERY = Duration.ofSeconds(10);
    /** While the database is away. */
    static final Duration RETRY_EVERY = Duration.ofSeconds(1);
    /** Goodbye to the database at the stop. */
    static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(2);
    /** Answers of {@link #isKnown} kept, and for how long: a scan of client ids costs one call each. */
    static final int KNOWN_CACHED = 10_000;

    static final Duration KNOWN_CACHED_FOR = Duration.ofSeconds(2);

    /** Host names whose owner is kept in mind. */
    static final int HOSTS_CACHED = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(ReconcilingConnectionRegistry.class);

    private final Database database;
    private final CompletableFuture<Void> migrated;
    private final Node node;
    private final NodeTable nodes;
    private final ConnectionTable connections;
    private final PortTable ports;
    private final HostTable hosts;
    private final NodeLease lease;
    private final HeldClients held;
    private final OwnPorts ownPorts = new OwnPorts();
    /** For while the database is away. */
    private final Cache<String, ClientId> ownHosts =
            Caffeine.newBuilder().maximumSize(HOSTS_CACHED).build();

    private final Cache<ClientId, Boolean> known = Caffeine.newBuilder()
            .maximumSize(KNOWN_CACHED)
            .expireAfterWrite(KNOWN_CACHED_FOR)
            .build();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "registry-lease");
        daemon.setDaemon(true);
        return daemon;
    });

    /** @param migrated completes when the tables are there */
    ReconcilingConnectionRegistry(
            Database database,
            CompletableFuture<Void> migrated,
            Node node,
            RegistryListener listener,
            LongSupplier nanoTime) {
        this.database = database;
        this.migrated = migrated;
        this.node = node;
        this.nodes = new NodeTable(database, node, LEASE);
        this.connections = new ConnectionTable(database, node.id());
        this.ports = new PortTable(database);
        this.hosts = new HostTable(database);
        this.lease = new NodeLease(LEASE, nanoTime);
        this.held = new HeldClients(connections, listener, this::mayCall, thread);
    }

    /** Migrates the registry's tables and joins as {@code node}; all in the background. */
    public static ReconcilingConnectionRegistry start(Database database, Node node, RegistryListener listener) {
        ReconcilingConnectionRegistry registry = new ReconcilingConnectionRegistry(
                database, database.migrate("db/registry", "registry_history"), node, listener, System::nanoTime);
        registry.migrated.thenRunAsync(registry::keepRenewing, registry.thread);
        return registry;
    }

    private void keepRenewing() {
        renew().whenComplete((renewed, failure) -> {
            Duration wait = failure == null ? RENEW_EVERY : RETRY_EVERY;
            if (!thread.isShutdown()) {
                thread.schedule(this::keepRenewing, wait.toMillis(), TimeUnit.MILLISECONDS);
            }
        });
    }

    /** One heartbeat. */
    CompletableFuture<Void> renew() {
        long sentAt = lease.now();
        boolean hadLease = lease.isHeldFor(Duration.ZERO);
        return nodes.renew()
                .thenAcceptAsync(
                        renewal -> {
                            lease.renewed(sentAt);
                            if (!hadLease) {
                                LOG.info("registry joined node={} database=\"{}\"", node.id(), database.description());
                            }
                            if (renewal.joined()) {
                                held.rowsMayBeGone();
                            }
                            renewal.superseded().forEach(held::superseded);
                            held.resync();
                        },
                        thread);
    }

    /** Without a lease there are no claims. */
    private boolean mayCall() {
        return database.status().isAvailable() && lease.isHeldFor(Database.CALL_TIMEOUT);
    }

    @Override
    public CompletionStage<Claim> upsertConnection(ClientId client, String instance, String tunnelWsId) {
        return held.hold(new Claim(client, instance, tunnelWsId, Claim.PENDING));
    }

    @Override
    public CompletionStage<List<RegisteredConnection>> findTunnelWsId(ClientId client) {
        return asRegistryFailure(connections.find(client));
    }

    @Override
    public CompletionStage<Boolean> deleteConnection(Claim claim) {
        return held.letGo(claim);
    }

    @Override
    public CompletionStage<Boolean> isKnown(ClientId client) {
        if (held.isHeld(client)) {
            return CompletableFuture.completedFuture(true);
        }
        Boolean cached = known.getIfPresent(client);
        if (cached != null) {
            return CompletableFuture.completedFuture(cached);
        }
        return asRegistryFailure(connections.isKnown(client)).thenApply(answer -> {
            known.put(client, answer);
            return answer;
        });
    }

    @Override
    public CompletionStage<PortReservation> reservePort(ClientId client, String tunnel, int port) {
        return onceOpen(() -> ports.reserve(client, tunnel, port)).handle((reservation, failure) -> {
            if (failure == null) {
                ownPorts.note(client, tunnel, reservation);
                return reservation;
            }
            if (ownPorts.isOwn(client, port)) {
                return new PortReservation.Reserved(port);
            }
            throw unavailable(failure);
        });
    }

    @Override
    public CompletionStage<PortReservation> reservePort(
            ClientId client, String tunnel, PortRange range, Set<Integer> unusable) {
        return onceOpen(() -> ports.reserve(client, tunnel, range, unusable)).handle((reservation, failure) -> {
            if (failure == null) {
                ownPorts.note(client, tunnel, reservation);
                return reservation;
            }
            Integer own = ownPorts.find(client, tunnel, range, unusable);
            if (own != null) {
                return new PortReservation.Reserved(own);
            }
            throw unavailable(failure);
        });
    }

    @Override
    public CompletionStage<Boolean> releasePort(ClientId client, int port) {
        return asRegistryFailure(ports.release(client, port)).thenApply(released -> {
            if (released) {
                ownPorts.forget(port);
            }
            return released;
        });
    }

    @Override
    public CompletionStage<Optional<ClientId>> findPortOwner(int port) {
        return asRegistryFailure(ports.owner(port));
    }

    @Override
    public CompletionStage<Boolean> reserveHost(ClientId client, String host) {
        return onceOpen(() -> hosts.reserve(client, host)).handle((owner, failure) -> {
            if (failure == null) {
                ownHosts.put(host, owner);
                return owner.equals(client);
            }
            if (client.equals(ownHosts.getIfPresent(host))) {
                return true;
            }
            throw unavailable(failure);
        });
    }

    @Override
    public CompletionStage<Boolean> releaseHost(ClientId client, String host) {
        return asRegistryFailure(hosts.release(client, host)).thenApply(released -> {
            ownHosts.invalidate(host);
            return released;
        });
    }

    @Override
    public CompletionStage<Optional<ClientId>> findHostOwner(String host) {
        return asRegistryFailure(hosts.owner(host));
    }

    /** A client that connects while the tables are still being made waits for them, and is not refused its names. */
    private <T> CompletableFuture<T> onceOpen(Supplier<CompletableFuture<T>> call) {
        if (migrated.isDone() || database.status().state() != DatabaseStatus.State.OPENING) {
            return call.get();
        }
        return migrated.copy()
                .completeOnTimeout(null, Database.OPENING_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .thenCompose(open -> call.get());
    }

    private static <T> CompletableFuture<T> asRegistryFailure(CompletableFuture<T> call) {
        return call.handle((value, failure) -> {
            if (failure != null) {
                throw unavailable(failure);
            }
            return value;
        });
    }

    private static RegistryUnavailableException unavailable(Throwable failure) {
        Throwable cause =
                failure instanceof DatabaseException || failure.getCause() == null ? failure : failure.getCause();
        return new RegistryUnavailableException("connection registry away: " + cause.getMessage(), cause);
    }

    /** Takes this node out of the registry, if the database answers. Blocks for {@link #LEAVE_TIMEOUT} at most. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            nodes.leave().get(LEAVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException away) {
            LOG.info("left the registry without a goodbye node={} reason=\"{}\"", node.id(), away.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
