package dev.moosic.tunnel.auth.observe;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.protocol.audit.Audit;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.BooleanSupplier;

/**
 * Decisions about identity, readiness, the database, the virtual machine and the process, which a tunnel server and an auth
 * service by itself measure alike; a program may add its own. Any thread.
 */
public final class ProgramMetrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private final AuditMetrics audit = new AuditMetrics(registry);

    public ProgramMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        garbageCollection.bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }

    /** Where a program adds what only it has. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Told of decisions about identity. */
    public Audit audit() {
        return audit;
    }

    /** Adds whether the program does its work now. */
    public void watchReadiness(BooleanSupplier ready) {
        Gauge.builder("tunnel.ready", () -> ready.getAsBoolean() ? 1 : 0)
                .description("1 while the program takes requests for its work")
                .register(registry);
    }

    /** Adds the database's pool. */
    public void watch(Database database) {
        Gauge.builder("tunnel.database.available", () -> database.status().isAvailable() ? 1 : 0)
                .description("1 while the database answers")
                .register(registry);
        Gauge.builder("tunnel.database.connections.active", database::activeConnections)
                .description("Database connections in use")
                .register(registry);
        Gauge.builder("tunnel.database.calls.waiting", database::waitingCalls)
                .description("Database calls that wait for a thread")
                .register(registry);
    }

    /** Prometheus text, version 0.0.4; not on an event loop. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }
}
