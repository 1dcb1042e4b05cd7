package dev.moosic.tunnel.bench.plan;

import static dev.moosic.tunnel.bench.plan.Metric.less;
import static dev.moosic.tunnel.bench.plan.Metric.more;

import dev.moosic.tunnel.bench.contestant.Contestant;
import dev.moosic.tunnel.bench.contestant.Security;
import dev.moosic.tunnel.bench.load.Direction;
import dev.moosic.tunnel.bench.load.Span;
import dev.moosic.tunnel.bench.relay.LongPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All rows, in the order of the table. */
final class Rows {
    private static final int HEADLINE_MS = 30_000;
    private static final int EVERY_ROUND = Integer.MAX_VALUE;
    private static final int[] STREAMS = {1, 8, 64};
    private static final int[] ROUND_TRIPS_MS = {20, 100, 200};
    private static final int[] MEGABITS = {100, 500};
    private static final Map<String, Integer> BODIES = Map.of("1k", 1024, "64k", 64 * 1024, "1m", 1024 * 1024);

    private final List<Contestant> contestants;
    private final boolean brief;
    private final List<Row> rows = new ArrayList<>();

    private Rows(List<Contestant> contestants, boolean brief) {
        this.contestants = contestants;
        this.brief = brief;
    }

    /** @param brief shorter samples; the rows that the short form leaves out are in the list all the same */
    static List<Row> of(List<Contestant> contestants, boolean brief) {
        Rows rows = new Rows(contestants, brief);
        rows.bulk();
        rows.http();
        rows.connections();
        rows.paths();
        rows.resources();
        return rows.rows;
    }

    private void bulk() {
        for (Security security : Security.values()) {
            for (Direction direction : Direction.values()) {
                for (int streams : STREAMS) {
                    String way = direction.name().toLowerCase(Locale.ROOT);
                    rows.add(new Row(
                            "bulk/" + security + "/" + way + "/" + streams,
                            "Bulk " + way + ", " + count(streams, "stream") + ", " + security,
                            List.of(more("gbps", "Gbit/s", 2), less("cpuPerGb", "CPU-s/GB", 2)),
                            bulkEntrants(security),
                            brief ? Span.ofMillis(300, 800) : Span.ofMillis(500, 1_800),
                            "bulk",
                            inBrief(security, direction, streams) ? EVERY_ROUND : 0,
                            Samplers.bulk(direction, streams)));
                }
            }
        }
    }

    private static boolean inBrief(Security security, Direction direction, int streams) {
        return switch (direction) {
            case UP -> streams == 1 || streams == 8 && security == Security.PLAIN;
            case DOWN -> streams == 8 || streams == 1 && security == Security.PLAIN;
            case BOTH -> false;
        };
    }

    /** In the TLS rows direct and the raw relay stay what they are, plain: what the machine could do without. */
    private List<Entrant> bulkEntrants(Security security) {
        List<Entrant> entrants = new ArrayList<>();
        for (Contestant contestant : contestants) {
            if (contestant.offers(security)) {
                entrants.add(Entrant.of(contestant, security));
            } else if (contestant.isYardstick()) {
                entrants.add(Entrant.of(contestant, Security.PLAIN));
            }
        }
        return entrants;
    }

    private void http() {
        for (String size : List.of("1k", "64k", "1m")) {
            int bytes = BODIES.getOrDefault(size, 0);
            int connections = bytes > 100_000 ? 16 : 64;
            for (boolean keepAlive : new boolean[] {true, false}) {
                String kind = keepAlive ? "keepalive" : "close";
                String title = "HTTP " + size + ", " + (keepAlive ? "keep-alive" : "a connection each") + ", ";
                String workload = size + "/" + kind;
                // after a change of load the compilers of Java are at work for a quarter of a minute: six samples
                String rateWarmth = brief ? "http/" + kind : "http/" + workload + "/half";
                boolean inBrief = keepAlive && bytes == 1024;
                rows.add(new Row(
                        "http/" + workload + "/full",
                        title + "full load",
                        List.of(
                                more("rps", "requests/s", 0),
                                less("p50", "p50 ms", 2),
                                less("p99", "p99 ms", 2),
                                less("p999", "p99.9 ms", 2),
                                less("cpuPerK", "CPU-ms/1000", 0)),
                        httpEntrants(),
                        brief ? Span.ofMillis(300, 800) : Span.ofMillis(500, 1_800),
                        "http/" + kind,
                        inBrief ? EVERY_ROUND : 0,
                        Samplers.httpFull(workload, bytes, connections, keepAlive)));
                rows.add(new Row(
                        "http/" + workload + "/half",
                        title + "half of the median full load",
                        List.of(
                                less("p99", "p99 ms", 2),
                                less("p50", "p50 ms", 2),
                                less("p999", "p99.9 ms", 2),
                                more("rps", "requests/s", 0),
                                less("cpuPerK", "CPU-ms/1000", 0)),
                        httpEntrants(),
                        brief ? Span.ofMillis(300, 800) : Span.ofMillis(500, 1_800),
                        rateWarmth,
                        inBrief ? EVERY_ROUND : 0,
                        Samplers.httpHalf(workload, bytes, connections, keepAlive)));
            }
        }
    }

    private List<Entrant> httpEntrants() {
        List<Entrant> entrants = new ArrayList<>();
        for (Contestant contestant : contestants) {
            if (contestant.id().equals("frp-mux")) {
                continue;
            }
            Entrant tcp = own(contestant);
            entrants.add(tcp);
            if (contestant.api() != null) {
                entrants.add(new Entrant(contestant.api(), contestant, tcp.security(), true));
            }
        }
        return entrants;
    }

    /** Plain if it can, else encrypted. */
    private static Entrant own(Contestant contestant) {
        return Entrant.of(contestant, contestant.offers(Security.PLAIN) ? Security.PLAIN : Security.TLS);
    }

    private List<Entrant> all(boolean withDirect, boolean withMultiplexed) {
        return contestants.stream()
                .filter(contestant -> withDirect || !contestant.id().equals("direct"))
                .filter(contestant -> withMultiplexed || !contestant.id().equals("frp-mux"))
                .map(Rows::own)
                .toList();
    }

    private void connections() {
        rows.add(new Row(
                "connect/warm",
                "New connections, 32 at a time",
                List.of(
                        more("perSecond", "connections/s", 0),
                        less("p50", "first byte p50 ms", 2),
                        less("p99", "first byte p99 ms", 2)),
                all(true, false),
                brief ? Span.ofMillis(200, 800) : Span.ofMillis(500, 1_800),
                "connect",
                EVERY_ROUND,
                Samplers.connect(32, Duration.ZERO)));
        rows.add(new Row(
                "connect/first-byte",
                "A new connection alone, to its first byte",
                List.of(less("p50", "first byte p50 ms", 3), less("p99", "first byte p99 ms", 3)),
                all(true, true),
                brief ? Span.ofMillis(100, 800) : Span.ofMillis(500, 1_800),
                "connect",
                1,
                Samplers.connect(1, Duration.ofMillis(5))));
        rows.add(new Row(
                "connect/cold",
                "New connections in the first 2 s after ready; start to ready",
                List.of(
                        more("perSecond", "connections/s", 0),
                        less("accept", "server accepts s", 3),
                        less("ready", "tunnel carries s", 3)),
                all(false, false),
                Span.ofMillis(0, 2_000),
                "",
                1,
                Samplers.cold(32)));
    }

    private void paths() {
        for (int roundTrip : ROUND_TRIPS_MS) {
            for (int megabits : MEGABITS) {
                path(new LongPath(Duration.ofMillis(roundTrip), megabits * 1_000_000L), roundTrip, megabits);
            }
        }
    }

    /** One path is the headline: measured for long, and what streams do to each other is by default measured there alone. */
    private void path(LongPath path, int roundTrip, int megabits) {
        String id = "path/" + roundTrip + "ms-" + megabits + "m/";
        String title = roundTrip + " ms × " + megabits + " Mbit/s, ";
        boolean headline = roundTrip == 100 && megabits == 500;
        List<Metric> fill = List.of(more("fill", "% of the link", 1), less("cpuPerGb", "CPU-s/GB", 2));
        for (int streams : new int[] {1, 8}) {
            boolean first = headline && streams == 1;
            Span whole = Span.ofMillis(4_000, first ? HEADLINE_MS : 2_000);
            pathRow(id + streams, title + count(streams, "stream") + " down", fill, whole, first ? 1 : 0)
                    .sampledBy(Samplers.path(path, streams));
        }
        Span whole = Span.ofMillis(4_000, 4_000);
        pathRow(
                        id + "slow-reader",
                        title + "one stream beside a reader of 64 KiB/s",
                        List.of(more("fill", "% of the link", 1), more("ofAlone", "% of alone", 1)),
                        whole,
                        headline ? 1 : Row.ASKED_FOR)
                .sampledBy(Samplers.slowReader(path, 64 * 1024));
        pathRow(
                        id + "interactive",
                        title + "100 interactive streams beside one bulk stream",
                        List.of(
                                less("besideP99", "p99 beside bulk ms", 1),
                                less("aloneP99", "p99 alone ms", 1),
                                less("ratio", "× alone", 2)),
                        whole,
                        headline ? 1 : Row.ASKED_FOR)
                .sampledBy(Samplers.interactive(path, 100, Duration.ofMillis(100)));
    }

    /** Completed by the sampler. */
    @FunctionalInterface
    private interface Unfinished {
        void sampledBy(Sampler sampler);
    }

    private Unfinished pathRow(String id, String title, List<Metric> metrics, Span whole, int inBrief) {
        Span span = brief ? Span.ofMillis(2_000, 1_000) : whole;
        String warmth = id.substring(0, id.lastIndexOf('/'));
        return sampler -> rows.add(new Row(id, title, metrics, all(true, true), span, warmth, inBrief, sampler));
    }

    private void resources() {
        rows.add(new Row(
                "memory",
                "Memory",
                Samplers.MEMORY_METRICS,
                all(false, false),
                brief ? Span.ofMillis(300, 1_000) : Span.ofMillis(2_000, 3_000),
                "",
                1,
                Samplers.memory(brief ? List.of(1_000) : List.of(1_000, Machine.mostIdleConnections()))));
        rows.add(new Row(
                "size",
                "Size of what is shipped",
                List.of(less("megabytes", "MB", 1)),
                all(false, false).stream()
                        .filter(entrant -> !entrant.contestant().isYardstick())
                        .toList(),
                Span.ofMillis(0, 0),
                "",
                1,
                Samplers.size()));
    }

    private static String count(int number, String what) {
        return number == 1 ? "1 " + what : number + " " + what + "s";
    }
}
