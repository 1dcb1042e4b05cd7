package dev.moosic.tunnel.auth.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.auth.AuthSettings;
import dev.moosic.tunnel.auth.FailureLimiter;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.testing.FixedClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthServiceMetricsTest {
    private static final String OPERATOR = "canary-operator";
    private static final ClientId HOME = new ClientId("home");

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final FixedClock clock = new FixedClock();
    private StandaloneAuthService service;

    @BeforeEach
    void start() throws Exception {
        service = StandaloneAuthService.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                DatabaseSettings.embedded(folder),
                own -> AuthSettings.of(() -> List.of(own)).withOperator(OPERATOR::equals),
                TestAuthService.CREDENTIAL,
                clock);
        service.auth().ready().get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void decisionsAreCountedByEventAndOutcome() throws Exception {
        assertThat(scrape()).contains(counted("invite", "accepted", 0), counted("node", "refused", 0));
        service.auth().createInvite(HOME, Grants.NONE, Duration.ofHours(1)).get(20, TimeUnit.SECONDS);
        service.auth().revoke(new ClientId("nobody")).get(20, TimeUnit.SECONDS);
        get("/node/v1/clients", "");
        assertThat(scrape())
                .contains(
                        counted("invite", "accepted", 1),
                        counted("revoke", "refused", 1),
                        counted("node", "refused", 1));
    }

    @Test
    void onlyTheOperatorIsToldAndWhoGuessesIsCounted() throws Exception {
        for (int i = 0; i < FailureLimiter.MAX_FAILURES; i++) {
            HttpResponse<String> refused = get("/metrics", i % 2 == 0 ? "" : "Bearer canary-other");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).doesNotContain("tunnel_");
        }
        assertThat(get("/metrics", "Bearer canary-other").statusCode()).isEqualTo(429);
        assertThat(scrape()).contains(counted("admin", "refused", FailureLimiter.MAX_FAILURES));
    }

    /** Also those of the table that the document says an auth service has. */
    @Test
    void metricsAreThoseOfTheDocument() throws Exception {
        String document = Files.readString(Path.of("..", "docs", "operations.md"));
        String section = document.substring(document.indexOf("\n## Metrics\n"), document.indexOf("\n## Limits\n"));
        String sentence = section.lines()
                .filter(line -> line.startsWith("An auth service by itself "))
                .findFirst()
                .orElseThrow();
        Set<String> patterns = Pattern.compile("`([a-z]+_\\w*)(…?)`")
                .matcher(sentence)
                .results()
                .map(name -> name.group(1) + (name.group(2).isEmpty() ? "" : "\\w+"))
                .collect(Collectors.toSet());
        Set<String> documented = Pattern.compile("(?m)^\\| `(\\w+)` \\|")
                .matcher(section)
                .results()
                .map(row -> row.group(1))
                .filter(name -> patterns.stream().anyMatch(name::matches))
                // Those are there only once the collector has worked.
                .filter(name -> !Set.of("jvm_gc_pause_seconds", "jvm_gc_concurrent_phase_time_seconds")
                        .contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> exposed = Pattern.compile("(?m)^# TYPE (\\S+) ")
                .matcher(scrape())
                .results()
                .map(type -> type.group(1))
                .filter(name -> !name.startsWith("jvm_gc_pause") && !name.startsWith("jvm_gc_concurrent"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(exposed).isNotEmpty().isEqualTo(documented);
    }

    private String scrape() throws Exception {
        HttpResponse<String> answer = get("/metrics", "Bearer " + OPERATOR);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        return answer.body();
    }

    private HttpResponse<String> get(String path, String authorization) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.url().resolve(path));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String counted(String event, String outcome, int times) {
        return "tunnel_audit_total{event=\"" + event + "\",outcome=\"" + outcome + "\"} " + times + ".0";
    }
}
