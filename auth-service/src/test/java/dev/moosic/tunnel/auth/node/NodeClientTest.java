package dev.moosic.tunnel.auth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.moosic.tunnel.auth.AuthAwayException;
import dev.moosic.tunnel.auth.AuthRequest;
import dev.moosic.tunnel.auth.KnownTrust;
import dev.moosic.tunnel.auth.database.Backoff;
import dev.moosic.tunnel.testing.FixedClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that answers badly. */
class NodeClientTest {
    /** Else a test of many answers that fail waits half a minute. */
    private static final Duration RETRY = Duration.ofMillis(250);

    private static final NodeCredential CREDENTIAL =
            NodeCredential.of("canary-node-credential-0123456789-canary", "a test");
    private static final String GOOD = "{\"issuer\":\"urn:uuid:1\",\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
            + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}],"
            + "\"generations\":{\"home\":GENERATION},\"grants\":{},\"revokedTokens\":[]}";

    @TempDir
    Path folder;

    private final CountDownLatch end = new CountDownLatch(1);
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private NodeClient client;

    private interface Answer {
        void to(HttpExchange exchange) throws Exception;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        client = new NodeClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), CREDENTIAL);
    }

    @AfterEach
    void stop() {
        end.countDown();
        client.close();
        server.stop(0);
        threads.shutdownNow();
    }

    /** The next answer; when none is left, none comes. */
    private void answer(HttpExchange exchange) {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            answers.take().to(exchange);
        } catch (Exception e) {
            // The client is gone, or the test over.
        }
    }

    private static Answer text(int status, String body) {
        return exchange -> {
            exchange.getResponseHeaders().set(NodeProtocol.ACCEPTED, "accepted");
            exchange.getResponseHeaders().set("etag", "\"" + body.hashCode() + "\"");
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    private CompletableFuture<NodeAnswer> poll(Duration timeout, int maxBytes) {
        return client.poll("/node/v1/trust", Map.of(), timeout, maxBytes);
    }

    @Test
    void anAnswerThatIsTooLongIsGivenUp() {
        answers.add(text(200, "x".repeat(100_000)));
        assertThatThrownBy(() -> get(poll(Duration.ofSeconds(20), 99_999)))
                .hasCauseInstanceOf(AuthAwayException.class)
                .hasMessageContaining("longer than 99999 bytes");
    }

    @Test
    void anAnswerThatCrawlsIsGivenUp() {
        answers.add(exchange -> {
            exchange.getResponseHeaders().set(NodeProtocol.ACCEPTED, "accepted");
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            end.await();
        });
        assertThatThrownBy(() -> get(poll(Duration.ofMillis(300), 10_000)))
                .hasCauseInstanceOf(AuthAwayException.class)
                .hasMessageContaining("no whole answer in time");
    }

    @Test
    void whatIsNoAuthServiceIsNotBelieved() {
        answers.add(exchange -> exchange.sendResponseHeaders(200, -1));
        assertThatThrownBy(() -> get(poll(Duration.ofSeconds(20), 10_000)))
                .hasMessageContaining("is no auth service for tunnel servers");
    }

    @Test
    void aRedirectIsNotFollowedWithTheCredential() {
        answers.add(exchange -> {
            exchange.getResponseHeaders().set("location", "http://127.0.0.2:1/");
            exchange.sendResponseHeaders(307, -1);
        });
        assertThatThrownBy(() -> get(poll(Duration.ofSeconds(20), 10_000))).hasMessageContaining("(with 307)");
    }

    @Test
    void theCredentialOfTheServersOperatorDoesNotLeaveIt() throws Exception {
        CompletableFuture<Headers> passedOn = new CompletableFuture<>();
        answers.add(exchange -> {
            passedOn.complete(exchange.getRequestHeaders());
            text(200, "{}").to(exchange);
        });
        KnownTrust trust = new KnownTrust();
        FixedClock clock = new FixedClock();
        RemoteAuthSettings settings = new RemoteAuthSettings(
                client.url(),
                CREDENTIAL,
                List::of,
                () -> null,
                "operator-of-the-server"::equals,
                folder.resolve("trust.json"));
        try (TrustPoll poll = new TrustPoll(
                client, trust, new TrustFile(settings.store(), client.url()), clock, new Backoff(RETRY, RETRY))) {
            AuthRequest request = new AuthRequest(
                    "HEAD",
                    "/auth/register-client",
                    "clientId=home",
                    Map.of("authorization", "Bearer operator-of-the-server", "cookie", "a=b"),
                    new byte[0],
                    InetAddress.getByName("192.0.2.1"));
            get(new RemoteEndpoints(settings, client, trust, poll, clock).handle(request));
        }
        Headers fields = get(passedOn);
        assertThat(fields.getFirst(NodeProtocol.OPERATOR)).isEqualTo("true");
        assertThat(fields.getFirst(NodeProtocol.ADDRESS)).isEqualTo("192.0.2.1");
        assertThat(fields.keySet()).doesNotContain("Authorization", "Cookie");
        assertThat(fields.values().toString()).doesNotContain("operator-of-the-server");
    }

    @Test
    void nonsenseChangesNothingAndTheNextGoodDocumentDoes() {
        KnownTrust trust = new KnownTrust();
        try (TrustPoll poll = new TrustPoll(
                client,
                trust,
                new TrustFile(folder.resolve("trust.json"), client.url()),
                new FixedClock(),
                new Backoff(RETRY, RETRY))) {
            poll.start();
            answers.add(text(200, GOOD.replace("GENERATION", "1")));
            dev.moosic.tunnel.protocol.identity.ClientId home =
                    new dev.moosic.tunnel.protocol.identity.ClientId("home");
            Awaitility.await().until(() -> trust.generation(home) == 1);
            for (String bad : new String[] {
                "{",
                "[]",
                "null",
                "{\"issuer\":\"urn:uuid:1\"}",
                GOOD.replace("GENERATION", "\"2\""),
                GOOD.replace("GENERATION", "2").replace("\"x\"", "\"d\":\"AAAA\",\"x\""),
                GOOD.replace("GENERATION", "2").replace("\"home\"", "\"../home\""),
            }) {
                answers.add(text(200, bad));
            }
            answers.add(text(500, "fault"));
            answers.add(text(304, ""));
            answers.add(exchange -> assertThat(trust.generation(home)).isEqualTo(1)); // And no answer at all.
            answers.add(text(200, GOOD.replace("GENERATION", "3")));
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> trust.generation(home) == 3);
            assertThat(trust.issuer()).isEqualTo("urn:uuid:1");
        }
    }

    @Test
    void onlySoManyRequestsRunAndWait() {
        for (int i = 0; i < NodeClient.MAX_RUNNING + NodeClient.MAX_WAITING; i++) {
            assertThat(client.send("GET", "/node/v1/clients", Map.of(), new byte[0]))
                    .isNotCompletedExceptionally();
        }
        assertThatThrownBy(() -> get(client.send("GET", "/node/v1/clients", Map.of(), new byte[0])))
                .hasCauseInstanceOf(AuthAwayException.class)
                .hasMessageContaining("wait for the auth service already");
    }

    @Test
    void whoWaitedTooLongMakesNoRequestAndNoGap() {
        CallQueue queue = new CallQueue(1, 10);
        CompletableFuture<String> slow = new CompletableFuture<>();
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> gone = new CompletableFuture<>();
        CompletableFuture<String> last = new CompletableFuture<>();
        queue.run(first, () -> slow);
        queue.run(gone, () -> CompletableFuture.failedFuture(new AssertionError("asked for nobody")));
        queue.run(last, () -> CompletableFuture.completedFuture("last"));
        gone.cancel(false);
        assertThat(last).isNotDone();
        slow.complete("first");
        assertThat(first).isCompletedWithValue("first");
        assertThat(last).isCompletedWithValue("last");
    }

    @Test
    void theCredentialIsInNoText() {
        assertThat(CREDENTIAL.toString()).doesNotContain("canary");
        assertThatThrownBy(() -> NodeCredential.of("short-canary", "--node-credential-file f"))
                .hasMessageContaining("--node-credential-file f holds 12 characters")
                .hasMessageNotContaining("short-canary");
        assertThatThrownBy(() -> NodeCredential.of("canary with spaces 0123456789 0123456789", "x"))
                .hasMessageNotContaining("canary");
    }
}
