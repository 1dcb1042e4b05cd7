package dev.moosic.tunnel.server.observe;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.observe.ProgramMetrics;
import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.mux.ReadAheadMemory;
import dev.moosic.tunnel.server.control.ConnectedClients;
import dev.moosic.tunnel.server.lifecycle.Readiness;
import dev.moosic.tunnel.server.remote.BoundPorts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyEventExecutorMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Everything under {@code /metrics}; the table in {@code docs/operations.md} is tested against it. Any thread. */
public final class ServerMetrics implements AutoCloseable {
    private final ProgramMetrics program = new ProgramMetrics();
    private final PrometheusMeterRegistry registry = program.registry();
    private final TrafficMetrics traffic = new TrafficMetrics(registry);
    private volatile @Nullable ConnectedClients clients;
    private volatile SessionTotals totals = SessionTotals.NONE;

    public ServerMetrics() {
        sessions("tunnel.sessions.connected", null, "Sessions with a control connection", SessionTotals::connected);
        sessions("tunnel.sessions.away", null, "Sessions that wait to be resumed", SessionTotals::away);
        sessions("tunnel.streams", null, "Live streams", SessionTotals::liveStreams);
        sessions("tunnel.queued", "bytes", "Bytes that wait for credit or for a lane", SessionTotals::queuedBytes);
        sessions(
                "tunnel.unacknowledged",
                "bytes",
                "Bytes kept until the peer acknowledges them",
                SessionTotals::unacknowledgedBytes);
        sessions("tunnel.window", "bytes", "Credit granted to clients and not used", SessionTotals::windowBytes);
        sessions(
                "tunnel.round.trip.max",
                "seconds",
                "The longest round trip of a session",
                all -> all.roundTripNanos() / (double) TimeUnit.SECONDS.toNanos(1));
        Gauge.builder("tunnel.read.ahead", ReadAheadMemory.ofProcess(), ReadAheadMemory::heldBytes)
                .baseUnit("bytes")
                .description(
                        "Of the credit and of what has come: beyond the path's need, for players to play on without it")
                .register(registry);
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider allocator) {
            new NettyAllocatorMetrics(allocator).bindTo(registry);
        }
    }

    private void sessions(
            String name, @Nullable String unit, String description, ToDoubleFunction<SessionTotals> figure) {
        Gauge.builder(name, () -> figure.applyAsDouble(totals))
                .baseUnit(unit)
                .description(description)
                .register(registry);
    }

    /** Told of what is carried. */
    public TrafficObserver traffic() {
        return traffic;
    }

    /** Told of decisions about identity. */
    public Audit audit() {
        return program.audit();
    }

    /** Adds the sessions and the readiness of the server. */
    public void watch(ConnectedClients connected, Readiness readiness) {
        clients = connected;
        program.watchReadiness(readiness::isReady);
    }

    /** Adds the open remote ports. */
    public void watch(BoundPorts ports) {
        Gauge.builder("tunnel.remote.ports", () -> ports.boundPorts().size())
                .description("Open remote ports")
                .register(registry);
    }

    /** Adds the load of the event loops. */
    public void watch(EventLoopGroup eventLoops) {
        new NettyEventExecutorMetrics(eventLoops).bindTo(registry);
    }

    /** Adds the database's pool. */
    public void watch(Database database) {
        program.watch(database);
    }

    /**
     * Adds when certificates in use expire.
     *
     * @param server the first of those of the public port, in seconds since 1970; NaN: there is none
     * @param clientAuthority the first of those that certify clients, likewise
     */
    public void watchCertificates(DoubleSupplier server, DoubleSupplier clientAuthority) {
        expiry("server", server);
        expiry("client_authority", clientAuthority);
    }

    private void expiry(String certificate, DoubleSupplier seconds) {
        Gauge.builder("tunnel.tls.certificate.expiry.timestamp", seconds::getAsDouble)
                .baseUnit("seconds")
                .tag("certificate", certificate)
                .description("When the first of the certificates in use expires, in seconds since 1970")
                .register(registry);
    }

    /** Adds an auth service elsewhere. */
    public void watch(BooleanSupplier authServiceAnswers) {
        Gauge.builder("tunnel.auth.available", () -> authServiceAnswers.getAsBoolean() ? 1 : 0)
                .description("1 while the auth service of --auth-url answers")
                .register(registry);
    }

    /** Prometheus text, version 0.0.4. Takes time with many clients: not on an event loop. */
    public String scrape() {
        ConnectedClients connected = clients;
        totals = connected == null ? SessionTotals.NONE : SessionTotals.of(connected.all());
        return program.scrape();
    }

    @Override
    public void close() {
        program.close();
    }
}
