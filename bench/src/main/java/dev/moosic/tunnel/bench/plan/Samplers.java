package dev.moosic.tunnel.bench.plan;

import static dev.moosic.tunnel.bench.plan.Metric.less;

import dev.moosic.tunnel.bench.contestant.Deployment;
import dev.moosic.tunnel.bench.contestant.Deployment.HttpEntrance;
import dev.moosic.tunnel.bench.load.BulkLoad;
import dev.moosic.tunnel.bench.load.BulkLoad.Throughput;
import dev.moosic.tunnel.bench.load.Direction;
import dev.moosic.tunnel.bench.load.EchoLoad;
import dev.moosic.tunnel.bench.load.HttpLoad.Answers;
import dev.moosic.tunnel.bench.load.HttpLoad.Request;
import dev.moosic.tunnel.bench.load.LoadFailedException;
import dev.moosic.tunnel.bench.load.Percentiles;
import dev.moosic.tunnel.bench.load.Span;
import dev.moosic.tunnel.bench.relay.LongPath;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How each kind of row takes its samples. */
final class Samplers {
    private static final double MEGABYTE = 1e6;
    /** What only the start needed has been given back by then. */
    private static final Duration AFTER_START = Duration.ofSeconds(5);

    private static final List<String> MOMENTS = List.of("started", "idle", "at1000", "at10000", "load");

    static final List<Metric> MEMORY_METRICS = memoryMetrics();

    private Samplers() {}

    /** About how long a sample of that row takes, in milliseconds. */
    static long cost(Row row) {
        long span = row.span().total().toMillis();
        int overhead = 250;
        if (row.id().equals("memory")) {
            return 4 * span + (span < 2_000 ? 4_000 : 10_000);
        }
        if (row.id().equals("connect/cold")) {
            return span + 2_000;
        }
        return (row.id().endsWith("slow-reader") || row.id().endsWith("interactive") ? 2 : 1) * span + overhead;
    }

    static Sampler bulk(Direction direction, int streams) {
        return (bench, entrant, span) -> {
            Deployment deployment = bench.straight(entrant);
            return throughput(bench.bulk.run(deployment.tcp(), direction, streams, span, deployment::cpuSeconds));
        };
    }

    private static Map<String, Double> throughput(Throughput throughput) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("gbps", throughput.gigabitsPerSecond());
        if (throughput.cpuSeconds() > 0) {
            values.put("cpuPerGb", throughput.cpuSecondsPerGigabyte());
        }
        return values;
    }

    static Sampler httpFull(String workload, int bytes, int connections, boolean keepAlive) {
        return (bench, entrant, span) -> {
            Map<String, Double> values = http(bench, entrant, span, bytes, connections, keepAlive, 0);
            bench.remember(workload, entrant, values.getOrDefault("rps", 0.0));
            return values;
        };
    }

    static Sampler httpHalf(String workload, int bytes, int connections, boolean keepAlive) {
        return (bench, entrant, span) -> {
            double rate = bench.halfLoad(workload, entrant);
            if (rate == 0) {
                throw new LoadFailedException("no rate: the row at full load has to run before it");
            }
            Map<String, Double> values = http(bench, entrant, span, bytes, connections, keepAlive, rate);
            values.put("rate", rate);
            return values;
        };
    }

    private static Map<String, Double> http(
            Bench bench, Entrant entrant, Span span, int bytes, int connections, boolean keepAlive, double rate)
            throws IOException, InterruptedException, LoadFailedException {
        Deployment deployment = bench.straight(entrant);
        InetSocketAddress target = deployment.tcp();
        String host = "127.0.0.1";
        String query = "";
        String headers = "";
        if (entrant.api()) {
            HttpEntrance api = deployment.api().orElseThrow(() -> new LoadFailedException("has no HTTP entrance"));
            target = api.address();
            host = api.host();
            query = api.query();
            headers = api.headers();
        }
        String head = "GET /bytes/" + bytes + query + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers
                + "Accept: */*\r\nUser-Agent: bench\r\n" + (keepAlive ? "" : "Connection: close\r\n") + "\r\n";
        Answers answers =
                bench.http.run(target, new Request(head, connections, keepAlive, rate), span, deployment::cpuSeconds);
        if (answers.errors() > answers.latency().count() / 100) {
            throw new LoadFailedException(answers.errors() + " errors beside "
                    + answers.latency().count() + " answers; the first: " + answers.firstError());
        }
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("rps", answers.perSecond());
        putLatency(values, answers.latency());
        values.put("errors", (double) answers.errors());
        if (answers.cpuSeconds() > 0) {
            values.put("cpuPerK", answers.cpuSeconds() * 1e6 / answers.latency().count());
        }
        return values;
    }

    private static void putLatency(Map<String, Double> values, Percentiles latency) {
        values.put("p50", latency.p50());
        values.put("p99", latency.p99());
        values.put("p999", latency.p999());
    }

    static Sampler connect(int concurrency, Duration gap) {
        return (bench, entrant, span) -> {
            Deployment deployment = bench.straight(entrant);
            return opened(bench.echo.open(deployment.tcp(), concurrency, gap, span, deployment::cpuSeconds));
        };
    }

    private static Map<String, Double> opened(EchoLoad.Opened opened) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("perSecond", opened.perSecond());
        putLatency(values, opened.firstByte());
        values.put("errors", (double) opened.errors());
        return values;
    }

    static Sampler cold(int concurrency) {
        return (bench, entrant, span) -> {
            try (Deployment deployment = bench.fresh(entrant)) {
                Map<String, Double> values = opened(
                        bench.echo.open(deployment.tcp(), concurrency, Duration.ZERO, span, deployment::cpuSeconds));
                values.put("accept", deployment.acceptSeconds());
                values.put("ready", deployment.readySeconds());
                return values;
            }
        };
    }

    static Sampler path(LongPath path, int streams) {
        return (bench, entrant, span) -> {
            Deployment deployment = bench.over(path, entrant);
            Throughput throughput =
                    bench.bulk.run(deployment.tcp(), Direction.DOWN, streams, span, deployment::cpuSeconds);
            Map<String, Double> values = throughput(throughput);
            values.put("fill", fill(path, throughput));
            return values;
        };
    }

    static Sampler slowReader(LongPath path, int bytesPerSecond) {
        return (bench, entrant, span) -> {
            Deployment deployment = bench.over(path, entrant);
            try (AutoCloseable slow = bench.bulk.startSlowReader(deployment.tcp(), bytesPerSecond);
                    BulkLoad.Running stream = bench.bulk.start(deployment.tcp(), Direction.DOWN, 1)) {
                Throughput beside = stream.measure(span, deployment::cpuSeconds);
                slow.close();
                Throughput alone = stream.measure(span, deployment::cpuSeconds);
                return new LinkedHashMap<>(Map.of(
                        "fill",
                        fill(path, beside),
                        "ofAlone",
                        100 * beside.gigabitsPerSecond() / alone.gigabitsPerSecond()));
            } catch (LoadFailedException | IOException | InterruptedException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        };
    }

    static Sampler interactive(LongPath path, int streams, Duration beat) {
        return (bench, entrant, span) -> {
            Deployment deployment = bench.over(path, entrant);
            Span alone = new Span(Duration.ofSeconds(1), span.measure());
            Percentiles without = bench.echo.interact(deployment.tcp(), streams, beat, alone);
            try (BulkLoad.Running bulk = bench.bulk.start(deployment.tcp(), Direction.DOWN, 1)) {
                Percentiles with = bench.echo.interact(deployment.tcp(), streams, beat, span);
                return new LinkedHashMap<>(Map.of(
                        "aloneP99", without.p99(), "besideP99", with.p99(), "ratio", with.p99() / without.p99()));
            }
        };
    }

    private static double fill(LongPath path, Throughput throughput) {
        return 100 * throughput.gigabitsPerSecond() * 1e9 / path.bitsPerSecond();
    }

    private static List<Metric> memoryMetrics() {
        List<Metric> metrics = new ArrayList<>();
        for (String moment : MOMENTS) {
            for (String end : List.of("server", "client")) {
                metrics.add(less(moment + "Pss" + end, "MB PSS " + end + ", " + spoken(moment), 1));
            }
        }
        for (String end : List.of("server", "client")) {
            metrics.add(less("heapPerStream" + end, "KiB heap per idle connection, " + end, 2));
        }
        return List.copyOf(metrics);
    }

    private static String spoken(String moment) {
        return switch (moment) {
            case "at1000" -> "1,000 idle connections";
            case "at10000" -> "10,000 idle connections";
            case "load" -> "under load";
            case "started" -> "5 s after it carried its first echo";
            default -> "idle, after half a second of bulk";
        };
    }

    /** @param counts of idle connections, ascending; the last stands for 10,000 */
    static Sampler memory(List<Integer> counts) {
        return (bench, entrant, span) -> {
            Map<String, Double> values = new LinkedHashMap<>();
            try (Deployment deployment = bench.fresh(entrant)) {
                Thread.sleep(AFTER_START.toMillis());
                putPss(values, "started", deployment);
                bench.bulk.run(deployment.tcp(), Direction.DOWN, 1, Span.ofMillis(0, 500), () -> 0);
                bench.echo.idle(deployment.tcp(), 100).close();
                Thread.sleep(span.settle().toMillis());
                putPss(values, "idle", deployment);
                String refused = idle(bench, deployment, counts, span, values);
                try (BulkLoad.Running bulk = bench.bulk.start(deployment.tcp(), Direction.BOTH, 64)) {
                    bulk.measure(span, () -> 0);
                    putPss(values, "load", deployment);
                }
                if (!refused.isEmpty()) {
                    throw new LoadFailedException(refused, values);
                }
            }
            return values;
        };
    }

    /** @return why it did not hold that many, such as for lack of descriptors; or an empty string */
    private static String idle(
            Bench bench, Deployment deployment, List<Integer> counts, Span span, Map<String, Double> values)
            throws IOException, InterruptedException {
        Map<String, Long> before = deployment.heap(bench.arena.tools());
        for (int count : counts) {
            try (EchoLoad.Idle idle = bench.echo.idle(deployment.tcp(), count)) {
                Thread.sleep(span.settle().toMillis());
                if (idle.alive() < count) {
                    return (count - idle.alive()) + " of " + count + " idle connections were closed by the tunnel";
                }
                putPss(values, count == 1_000 ? "at1000" : "at10000", deployment);
                for (Map.Entry<String, Long> heap :
                        deployment.heap(bench.arena.tools()).entrySet()) {
                    long grown = heap.getValue() - before.getOrDefault(heap.getKey(), 0L);
                    values.put("heapPerStream" + heap.getKey(), grown / 1024.0 / count); // the last is the largest
                }
            } catch (LoadFailedException e) {
                return String.valueOf(e.getMessage());
            }
        }
        return "";
    }

    private static void putPss(Map<String, Double> values, String moment, Deployment deployment) {
        deployment.pss().forEach((end, bytes) -> values.put(moment + "Pss" + end, bytes / MEGABYTE));
    }

    static Sampler size() {
        return (bench, entrant, span) -> {
            double bytes = 0;
            for (Path file : entrant.contestant().shipped(bench.arena.tools())) {
                bytes += Files.size(file);
            }
            return Map.of("megabytes", bytes / MEGABYTE);
        };
    }
}
