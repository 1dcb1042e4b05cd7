package dev.moosic.tunnel.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.packet.RefusalCode;
import dev.moosic.tunnel.protocol.packet.StreamMessage.RefusedByPeer;
import dev.moosic.tunnel.protocol.relay.RelayCloseReason;
import dev.moosic.tunnel.protocol.relay.RelayCloseReason.FarReset;
import dev.moosic.tunnel.protocol.relay.RelayCloseReason.NearReset;
import dev.moosic.tunnel.protocol.transport.Transport;
import dev.moosic.tunnel.server.api.ExchangeReport;
import dev.moosic.tunnel.server.control.ConnectedClients;
import dev.moosic.tunnel.server.lifecycle.Readiness;
import dev.moosic.tunnel.server.remote.BoundPorts;
import dev.moosic.tunnel.server.remote.RemoteConnection;
import dev.moosic.tunnel.server.remote.RemoteReport;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/operations.md} lists the metrics and the fields of the access log that there are, and no others. */
class MetricsDocumentTest {
    /** There only once the collector has done so. */
    private static final Set<String> AFTER_A_COLLECTION =
            Set.of("jvm_gc_pause_seconds", "jvm_gc_concurrent_phase_time_seconds");

    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z]\\w*?)(?:_bucket|_count|_sum)?\\{(.*)} \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"[^\"]*\"");
    private static final ClientId HOME = new ClientId("home");
    private static final RemoteConnection CONNECTION =
            new RemoteConnection(HOME, "ssh", 20_022, new InetSocketAddress("127.0.0.1", 50_122));

    @TempDir
    Path folder;

    private final ServerMetrics metrics = new ServerMetrics();
    private final EventLoopGroup loops = Transport.detect().newEventLoopGroup(1, "metrics");
    private Database database;

    @BeforeEach
    void watchEverything() {
        database = Database.open(DatabaseSettings.embedded(folder));
        metrics.watch(new ConnectedClients(), new Readiness());
        metrics.watch((BoundPorts) List::of);
        metrics.watch(loops);
        metrics.watch(database);
        metrics.watchCertificates(() -> 1, () -> Double.NaN);
        metrics.watch(() -> true);
        metrics.traffic().closed(CONNECTION, report(new NearReset("reset")));
        metrics.traffic().closed(CONNECTION, report(new FarReset(new RefusedByPeer(RefusalCode.UNREACHABLE, ""))));
        metrics.traffic().ended(exchange());
    }

    @AfterEach
    void close() {
        metrics.close();
        database.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void metricsAreThoseOfTheDocument() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        for (String[] row : rows("## Metrics\n")) {
            documented.put(row[1], row[2] + " " + words(row[3]));
        }
        Map<String, String> exposed = exposed(metrics.scrape());
        AFTER_A_COLLECTION.forEach(name -> exposed.computeIfAbsent(name, documented::get));
        assertThat(exposed).containsExactlyInAnyOrderEntriesOf(documented);
    }

    @Test
    void fieldsOfTheAccessLogAreThoseOfTheDocument() throws IOException {
        Set<String> tcp = new TreeSet<>();
        Set<String> http = new TreeSet<>();
        for (String[] row : rows("## Logs\n")) {
            Set<String> names = words(row[1].replaceAll("`, `", ","));
            if (!row[2].equals("http")) {
                tcp.addAll(names);
            }
            if (!row[2].equals("tcp")) {
                http.addAll(names);
            }
        }
        assertThat(fields(AccessLog.line(CONNECTION, report(new NearReset("reset")))))
                .containsExactlyInAnyOrderElementsOf(tcp);
        assertThat(fields(AccessLog.line(exchange()))).containsExactlyInAnyOrderElementsOf(http);
    }

    private static RemoteReport report(RelayCloseReason reason) {
        return new RemoteReport(reason, 1, 2, Duration.ofMillis(3), Duration.ofMillis(4));
    }

    private static ExchangeReport exchange() {
        Duration time = Duration.ofMillis(5);
        return new ExchangeReport(
                HOME, "music", "api", "127.0.0.1", "GET", "/x", 200, "caller_gone", 0, 1, time, time, false);
    }

    /** Name to type and labels; a timer's longest is part of the timer. */
    private static Map<String, String> exposed(String text) {
        Map<String, Set<String>> labels = new TreeMap<>();
        for (MatchResult sample : SAMPLE.matcher(text).results().toList()) {
            Set<String> names = labels.computeIfAbsent(sample.group(1), name -> new TreeSet<>());
            LABEL.matcher(sample.group(2))
                    .results()
                    .map(label -> label.group(1))
                    .forEach(names::add);
            names.remove("le");
        }
        Map<String, String> types = TYPE.matcher(text)
                .results()
                .collect(Collectors.toMap(type -> type.group(1), type -> type.group(2), (a, b) -> a, TreeMap::new));
        types.keySet().removeIf(name -> name.endsWith("_seconds_max") && types.containsKey(name.replace("_max", "")));
        types.replaceAll((name, type) -> type + " " + labels.getOrDefault(name, Set.of()));
        return types;
    }

    /** The cells of the first table under a heading, without their backquotes. */
    private static List<String[]> rows(String heading) throws IOException {
        String document = Files.readString(Path.of("..", "docs", "operations.md"));
        return document.substring(document.indexOf(heading) + heading.length())
                .lines()
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split(" *\\| *"))
                .peek(cells -> cells[1] = cells[1].replaceFirst("^`(.*)`$", "$1"))
                .toList();
    }

    /** The words in backquotes, less those in parentheses. */
    private static Set<String> words(String cell) {
        return Arrays.stream(cell.replaceAll("\\(.*?\\)", "").split("[`, ]+"))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> fields(String line) {
        return Pattern.compile("(?:^| )(\\w+)=")
                .matcher(line)
                .results()
                .map(field -> field.group(1))
                .collect(Collectors.toSet());
    }
}
