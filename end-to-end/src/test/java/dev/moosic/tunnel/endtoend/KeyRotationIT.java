package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import dev.moosic.tunnel.auth.KeySeal;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.PortRange;
import dev.moosic.tunnel.server.config.ServerSettings;
import dev.moosic.tunnel.testing.FixedClock;
import dev.moosic.tunnel.testing.MySqlServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Two whole servers on one database, by a clock of the test's, while callers and clients go on as on any day. */
class KeyRotationIT {
    private static final int ROTATIONS = 5;
    private static final int ROUNDS_BETWEEN = 10;

    @TempDir
    Path folder;

    private final FixedClock clock = new FixedClock(Instant.now());
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Logger auditLog = (Logger) LoggerFactory.getLogger("audit");
    private final ListAppender<ILoggingEvent> audit = new ListAppender<>();
    private @Nullable LoadedNode a;
    private @Nullable LoadedNode b;

    @BeforeEach
    void start() throws Exception {
        MySqlServer mysql = MySqlServer.start();
        opened.add(mysql);
        mysql.create("tunnel");
        HttpServer local = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        local.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("ok".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        local.start();
        opened.add(() -> local.stop(0));
        URI url = URI.create("http://127.0.0.1:" + local.getAddress().getPort());
        a = new LoadedNode(
                settings("a", mysql, new PortRange(21_000, 21_999)),
                "client-a",
                folder.resolve("client-a"),
                url,
                clock);
        opened.add(a);
        b = new LoadedNode(
                settings("b", mysql, new PortRange(22_000, 22_999)),
                "client-b",
                folder.resolve("client-b"),
                url,
                clock);
        opened.add(b);
        audit.start();
        auditLog.setLevel(Level.INFO);
        auditLog.setAdditive(false);
        auditLog.addAppender(audit);
    }

    @AfterEach
    void stop() throws Exception {
        auditLog.detachAppender(audit);
        auditLog.setLevel(null);
        auditLog.setAdditive(true);
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private ServerSettings settings(String name, MySqlServer mysql, PortRange ports) {
        ServerSettings defaults = ServerSettings.onLoopback(folder.resolve(name));
        return new ServerSettings(
                defaults.listen(),
                ports,
                defaults.dataDirectory(),
                null,
                defaults.admin(),
                new DatabaseSettings(mysql.url("tunnel"), mysql.user(), mysql.password(), folder.resolve(name)),
                KeySeal.NONE,
                null,
                null,
                null,
                null,
                defaults.limits(),
                defaults.http(),
                defaults.eventLoops(),
                defaults.drain());
    }

    private LoadedNode a() {
        return Objects.requireNonNull(a);
    }

    private LoadedNode b() {
        return Objects.requireNonNull(b);
    }

    private long audited(String outcome) {
        return List.copyOf(audit.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains("event=renew ") && line.contains("outcome=" + outcome))
                .count();
    }

    /** Credentials from one node, old and new, are shown to the other; and connections to its client's port. */
    private final class Load extends Thread {
        private final LoadedNode issuing;
        private final LoadedNode serving;
        private final List<ClientId> clients;
        private final String oldToken;
        private final String oldUrl;
        private final AtomicBoolean stop;
        final AtomicInteger rounds = new AtomicInteger();
        final Queue<Object> failures = new ConcurrentLinkedQueue<>();
        final Set<String> keys = ConcurrentHashMap.newKeySet();

        Load(LoadedNode issuing, LoadedNode serving, AtomicBoolean stop) throws Exception {
            this.issuing = issuing;
            this.serving = serving;
            this.stop = stop;
            clients = List.of(a().client(), b().client());
            oldToken = issuing.token(clients);
            oldUrl = issuing.signed(serving);
        }

        @Override
        public void run() {
            while (!stop.get()) {
                try {
                    String token = issuing.token(clients);
                    keys.add(token.substring(0, token.indexOf('.')));
                    expect200("fresh token", withToken(token));
                    expect200("fresh URL", HttpRequest.newBuilder(URI.create(issuing.signed(serving))));
                    expect200("old token", withToken(oldToken));
                    expect200("old URL", HttpRequest.newBuilder(URI.create(oldUrl)));
                    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), serving.remotePort())) {
                        ask(socket);
                    }
                } catch (Exception e) {
                    failures.add(e);
                }
                rounds.incrementAndGet();
            }
        }

        private HttpRequest.Builder withToken(String token) {
            return HttpRequest.newBuilder(URI.create(serving.url() + "/x?clientId=" + serving.client()))
                    .header("Authorization", "Bearer " + token);
        }

        private void expect200(String what, HttpRequest.Builder request) throws Exception {
            int status = Installation.HTTP
                    .send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.discarding())
                    .statusCode();
            if (status != 200) {
                failures.add(what + " was answered " + status);
            }
        }
    }

    private static void ask(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith("\r\n\r\nok")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("cut off after: " + answer);
            }
            answer.append((char) next);
        }
    }

    @Test
    void fiveRotationsUnderLoadFailNothing() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        List<Load> loads = List.of(
                new Load(a(), b(), stop), new Load(b(), a(), stop), new Load(a(), a(), stop), new Load(b(), b(), stop));
        try (Socket standing = new Socket(InetAddress.getLoopbackAddress(), b().remotePort())) {
            ask(standing);
            loads.forEach(Thread::start);
            for (int rotation = 1; rotation <= ROTATIONS; rotation++) {
                LoadedNode rotating = rotation % 2 == 0 ? a() : b();
                Instant signsFrom = rotating.auth().rotateKeys().get(20, TimeUnit.SECONDS);
                goOn(loads);
                Awaitility.await()
                        .until(() -> a().auth().publicKeys().equals(b().auth().publicKeys()));
                clock.advance(Duration.between(clock.instant(), signsFrom));
                goOn(loads);
                ask(standing);
            }
        } finally {
            stop.set(true);
        }
        for (Load load : loads) {
            load.join();
            assertThat(load.failures).isEmpty();
            assertThat(load.keys).as("every key signed").hasSize(ROTATIONS + 1);
        }
        assertThat(a().troubles()).isEmpty();
        assertThat(b().troubles()).isEmpty();
        assertThat(audited("accepted")).isGreaterThanOrEqualTo(2 * ROTATIONS);
        assertThat(audited("refused")).isZero();
    }

    /** A few rounds of everybody, and renewals of both clients. */
    private void goOn(List<Load> loads) {
        List<Integer> before = loads.stream().map(load -> load.rounds.get()).toList();
        long renewed = audited("accepted");
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            for (int i = 0; i < loads.size(); i++) {
                assertThat(loads.get(i).rounds).hasValueGreaterThan(before.get(i) + ROUNDS_BETWEEN);
                assertThat(loads.get(i).failures).isEmpty();
            }
            assertThat(audited("refused")).isZero();
            assertThat(audited("accepted")).isGreaterThan(renewed + 1);
        });
    }
}
