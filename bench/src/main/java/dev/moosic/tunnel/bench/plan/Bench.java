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
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What samplers use: the loads, and the deployments, each started when first needed and kept. One thread. */
final class Bench implements AutoCloseable {
    final Arena arena;
    final BulkLoad bulk;
    final HttpLoad http;
    final EchoLoad echo;
    private final Map<String, Deployment> running = new LinkedHashMap<>();
    private final Map<String, Prepared> prepared = new HashMap<>();
    private final Map<String, Double> rates = new HashMap<>();

    Bench(Arena arena, BulkLoad bulk, HttpLoad http, EchoLoad echo) {
        this.arena = arena;
        this.bulk = bulk;
        this.http = http;
        this.echo = echo;
    }

    /** Nothing between its ends. */
    Deployment straight(Entrant entrant) throws IOException, InterruptedException {
        return running(entrant, "straight");
    }

    /** With a path between its ends. */
    Deployment shaped(Entrant entrant) throws IOException, InterruptedException {
        return running(entrant, "shaped");
    }

    private Deployment running(Entrant entrant, String kind) throws IOException, InterruptedException {
        String key = key(entrant, kind);
        Deployment deployment = running.get(key);
        if (deployment == null) {
            Way way = kind.equals("shaped") ? Way.shapeable() : Way.straight();
            deployment = prepared(entrant, kind).start(way);
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

    /** Ends a deployment that failed a sample, so that the next one starts anew. */
    void discard(Entrant entrant) {
        for (String kind : new String[] {"straight", "shaped"}) {
            Deployment deployment = running.remove(key(entrant, kind));
            if (deployment != null) {
                deployment.close();
            }
        }
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
    void remember(String workload, String label, double perSecond) {
        rates.merge(workload + " " + label, perSecond, Math::max);
    }

    /** Half of the median over the entrants; the same for all of them, and from the first full load on the same. */
    double halfLoad(String workload) {
        return rates.computeIfAbsent(workload, any -> {
            double[] full = rates.entrySet().stream()
                    .filter(rate -> rate.getKey().startsWith(workload + " "))
                    .mapToDouble(Map.Entry::getValue)
                    .sorted()
                    .toArray();
            return full.length == 0 ? 0 : Math.rint(full[full.length / 2] / 2);
        });
    }

    @Override
    public void close() {
        running.values().forEach(Deployment::close);
    }
}
