package dev.moosic.tunnel.server.observe;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.server.api.ExchangeReport;
import dev.moosic.tunnel.server.remote.RemoteConnection;
import dev.moosic.tunnel.server.remote.RemoteReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what flows, while it flows. Bytes are added on event loops, once a read: so by {@link LongAdder}s only. */
final class TrafficMetrics implements TrafficObserver {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60)
    };

    private final MeterRegistry registry;
    private final LongAdder tcpIn = new LongAdder();
    private final LongAdder tcpOut = new LongAdder();
    private final LongAdder httpIn = new LongAdder();
    private final LongAdder httpOut = new LongAdder();
    private final LongAdder remoteConnections = new LongAdder();
    private final LongAdder crossLoop = new LongAdder();
    /** Keyed by words of ours, which are few. */
    private final ConcurrentMap<String, Counter> byWord = new ConcurrentHashMap<>();

    private final ConcurrentMap<Integer, Timer> requestsByStatus = new ConcurrentHashMap<>();
    private final Timer firstByte;

    TrafficMetrics(MeterRegistry registry) {
        this.registry = registry;
        bytes("tcp", "in", tcpIn);
        bytes("tcp", "out", tcpOut);
        bytes("http", "in", httpIn);
        bytes("http", "out", httpOut);
        FunctionCounter.builder("tunnel.remote.connections", remoteConnections, LongAdder::sum)
                .description("Remote connections that became a stream")
                .register(registry);
        FunctionCounter.builder("relay.cross.loop", crossLoop, LongAdder::sum)
                .description("Relays whose two channels live on different event loops")
                .register(registry);
        this.firstByte = Timer.builder("tunnel.http.first.byte")
                .description("From a request's head to the head of its response")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private void bytes(String ingress, String direction, LongAdder adder) {
        FunctionCounter.builder("tunnel.stream", adder, LongAdder::sum)
                .baseUnit("bytes")
                .description("Payload from callers (in) and to callers (out), counted while it flows")
                .tags("ingress", ingress, "direction", direction)
                .register(registry);
    }

    @Override
    public void opened(RemoteConnection connection, boolean crossesLoops) {
        remoteConnections.increment();
        if (crossesLoops) {
            crossLoop.increment();
        }
    }

    @Override
    public void rejected(RemoteConnection connection, String reason) {
        refused("tcp", reason);
    }

    @Override
    public void bytes(RemoteConnection connection, long fromRemote, long toRemote) {
        tcpIn.add(fromRemote);
        tcpOut.add(toRemote);
    }

    @Override
    public void closed(RemoteConnection connection, RemoteReport report) {
        Outcome outcome = Outcome.of(report.reason());
        switch (outcome.kind()) {
            case FINISHED -> {}
            case RESET -> reset("tcp", outcome.word());
            case REFUSED -> refused("tcp", outcome.word());
        }
    }

    @Override
    public void bytes(ClientId client, long fromCaller, long toCaller) {
        httpIn.add(fromCaller);
        httpOut.add(toCaller);
    }

    @Override
    public void ended(ExchangeReport report) {
        requestsByStatus.computeIfAbsent(report.status() / 100, this::requests).record(report.total());
        if (report.timeToFirstByte() != null) {
            firstByte.record(report.timeToFirstByte());
        }
        if (report.outcome().equals("refused")) {
            refused("http", "status_" + report.status());
        } else if (!report.outcome().equals("ok")) {
            reset("http", report.outcome());
        }
    }

    private Timer requests(int statusClass) {
        return Timer.builder("tunnel.http.request.duration")
                .description("Exchanges from head to end, by class of the status; none: it ended without an answer")
                .tag("status", statusClass == 0 ? "none" : statusClass + "xx")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private void reset(String ingress, String reason) {
        count("tunnel.streams.reset", "Streams that did not end in order, by reason", ingress, reason);
    }

    private void refused(String ingress, String reason) {
        count("tunnel.streams.refused", "Connections and requests that were not carried, by reason", ingress, reason);
    }

    private void count(String name, String description, String ingress, String reason) {
        byWord.computeIfAbsent(
                        name + ' ' + ingress + ' ' + reason,
                        key -> Counter.builder(name)
                                .description(description)
                                .tags("ingress", ingress, "reason", reason)
                                .register(registry))
                .increment();
    }
}
