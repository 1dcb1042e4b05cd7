package dev.moosic.tunnel.bench.plan;

import dev.moosic.tunnel.bench.contestant.Arena;
import dev.moosic.tunnel.bench.contestant.Contestant;
import dev.moosic.tunnel.bench.contestant.Deployment;
import dev.moosic.tunnel.bench.contestant.Prepared;
import dev.moosic.tunnel.bench.contestant.Security;
import dev.moosic.tunnel.bench.contestant.Way;
import dev.moosic.tunnel.bench.load.BulkLoad;
import dev.moosic.tunnel.bench.load.EchoLoad;
import dev.moosic.tunnel.bench.load.HttpLoad;
import dev.moosic.tunnel.bench.relay.LongPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What samplers use: the loads, and the deployments, each started when first needed and kept. One thread. */
final class Bench implements AutoCloseable {
    final Arena arena;
    final BulkLoad bulk;
    final HttpLoad http;
    final EchoLoad echo;
    private final Map<String, Deployment> running = new LinkedHashMap<>();
    private final Map<String, Prepared> prepared = new HashMap<>();
    private final Map<String, List<Double>> fullLoads = new HashMap<>();
    private final Map<String, Double> rates = new HashMap<>();

    Bench(Arena arena, BulkLoad bulk, HttpLoad http, EchoLoad echo) {
        this.arena = arena;
        this.bulk = bulk;
        this.http = http;
        this.echo = echo;
    }

    /** Nothing between its ends. */
    Deployment straight(Entrant entrant) throws IOException, InterruptedException {
        return running(entrant, "straight", Way::straight);
    }

    /** One for each path, so that none has to learn a new one while it is measured. */
    Deployment over(LongPath path, Entrant entrant) throws IOException, InterruptedException {
        return running(entrant, path.toString(), () -> Way.over(path));
    }

    private Deployment running(Entrant entrant, String kind, Supplier<Way> way)
            throws IOException, InterruptedException {
        String key = key(entrant, kind);
        Deployment deployment = running.get(key);
        if (deployment == null) {
            deployment = prepared(entrant, kind).start(way.get());
            running.put(key, deployment);
        }
        return deployment;
    }

    /** A start of its own, by the same installation each time; the caller closes it. */
    Deployment fresh(Entrant entrant) throws IOException, InterruptedException {
        String key = key(entrant, "fresh");
        boolean first = !prepared.containsKey(key);
        Prepared installation = prepared(entrant, "fresh");
        if (first) {
            installation.start(Way.straight()).close(); // what only a first start does (identity, enrolment) is over
        }
        return installation.start(Way.straight());
    }

    /** Ends the deployments of an entrant that failed a sample, so that the next one starts anew. */
    void discard(Entrant entrant) {
        String prefix = key(entrant, "");
        running.entrySet().removeIf(deployment -> {
            boolean own = deployment.getKey().startsWith(prefix);
            if (own) {
                deployment.getValue().close();
            }
            return own;
        });
    }

    private Prepared prepared(Entrant entrant, String kind) throws IOException, InterruptedException {
        String key = key(entrant, kind);
        Prepared installation = prepared.get(key);
        if (installation == null) {
            installation = entrant.contestant().prepare(arena, entrant.security());
            prepared.put(key, installation);
        }
        return installation;
    }

    private static String key(Entrant entrant, String kind) {
        Contestant contestant = entrant.contestant();
        Security security = entrant.security();
        return contestant.id() + " " + security + " " + kind;
    }

    /** Requests per second at full load, each remembered for the row at a fixed rate. */
    void remember(String workload, Entrant entrant, double perSecond) {
        if (!entrant.contestant().isYardstick()) {
            fullLoads
                    .computeIfAbsent(race(workload, entrant), any -> new ArrayList<>())
                    .add(perSecond);
        }
    }

    /**
     * Half of the (lower) median over the entrants of a race, TCP ports or HTTP entrances; from the first round on the
     * same for all of them. 0 if the row at full load has not run.
     */
    double halfLoad(String workload, Entrant entrant) {
        String race = race(workload, entrant);
        Double known = rates.get(race);
        if (known != null) {
            return known;
        }
        List<Double> full =
                fullLoads.getOrDefault(race, List.of()).stream().sorted().toList();
        if (full.isEmpty()) {
            return 0;
        }
        double rate = Math.rint(full.get((full.size() - 1) / 2) / 2);
        rates.put(race, rate);
        return rate;
    }

    private static String race(String workload, Entrant entrant) {
        return workload + (entrant.api() ? " by HTTP entrance" : " by TCP port");
    }

    @Override
    public void close() {
        running.values().forEach(Deployment::close);
    }
}
