package dev.moosic.tunnel.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.moosic.tunnel.auth.AuthService;
import dev.moosic.tunnel.auth.AuthSettings;
import dev.moosic.tunnel.auth.CertificateStore;
import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseException;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.protocol.transport.Transport;
import dev.moosic.tunnel.server.config.AcmeSettings;
import dev.moosic.tunnel.testing.FixedClock;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.slf4j.LoggerFactory;

/** Certificates from a local ACME authority that validates by connecting back, over real sockets. */
@SuppressWarnings("NullAway.Init") // Each test starts its node with the authority as it wants it.
class AcmeCertificatesTest {
    private static final String DOMAIN = "tunnel.example.com";
    private static final String GRANTED = "music.example.com";

    /** From the real time on, which TLS libraries go by. */
    private final FixedClock clock = new FixedClock(Instant.now());

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final Set<String> granted = ConcurrentHashMap.newKeySet();
    private final Transport transport = Transport.detect();
    private final EventLoopGroup loops = transport.newEventLoopGroup(1, "acme-test");
    private final List<AutoCloseable> started = new ArrayList<>();

    @TempDir
    Path folder;

    private CompletableFuture<CertificateStore> store;
    private TestAcmeAuthority authority;
    private AcmeCertificates node;
    private TlsEcho echo;
    private AcmeHttp http;
    private boolean answersHttp = true;

    @BeforeEach
    void open() throws Exception {
        Database database = started(Database.open(DatabaseSettings.embedded(folder.resolve("data"))));
        AuthService auth = started(
                AuthService.open(AuthSettings.of(() -> List.of(URI.create("https://" + DOMAIN))), database, clock));
        auth.ready().get(20, TimeUnit.SECONDS);
        store = CompletableFuture.completedFuture(auth.certificates());
        authority = started(new TestAcmeAuthority(clock));
    }

    @AfterEach
    void close() throws Exception {
        for (int i = started.size() - 1; i >= 0; i--) {
            started.get(i).close();
        }
        scheduler.shutdownNow();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private <T extends AutoCloseable> T started(T part) {
        started.add(part);
        return part;
    }

    private void startNode(SslProvider provider) {
        startNode(provider, authority.directory());
    }

    private void startNode(SslProvider provider, URI directory) {
        node = started(new AcmeCertificates(
                new AcmeSettings(List.of(DOMAIN), directory, "ops@example.com", 0),
                store,
                name -> CompletableFuture.completedFuture(granted.contains(name)),
                new ServerContexts(provider, List.of()),
                clock,
                scheduler));
        AcmeCertificates shown = node;
        echo = started(new TlsEcho(() -> new TlsHandshake(shown)));
        http = started(AcmeHttp.start(
                InetAddress.getLoopbackAddress(), 0, echo.address().getPort(), node.challenges(), transport, loops));
        authority.httpPort = http.port();
        if (!answersHttp) {
            http.close();
        }
        authority.tlsPort = echo.address().getPort();
        node.begin();
    }

    private SSLSocket connect(String name) throws IOException {
        return echo.connect(name, authority.trusted());
    }

    private SslContext ready(String name) throws Exception {
        return node.context(name).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void anAuthorityThatCannotBeReachedIsNamedWithTheCause() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(AcmeCertificates.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            URI nobody = authority.directory();
            authority.close();
            startNode(SslProvider.JDK, nobody);
            assertThatThrownBy(() -> ready(DOMAIN)).isNotNull();
            await().untilAsserted(() -> assertThat(lines.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anySatisfy(line -> assertThat(line)
                            .contains("not obtained from=acme directory=" + nobody + " name=" + DOMAIN)
                            .endsWith("reason=\"Network error: no connection\"")));
        } finally {
            logger.detachAppender(lines);
        }
    }

    @Test
    void whatEachCauseSaysIsToldOnce() {
        IOException unknownHost = new IOException(null, new UnresolvedAddressException());
        assertThat(AcmeCertificates.reason(new CompletionException(new AcmeNetworkException(unknownHost))))
                .isEqualTo("Network error: unknown host");
        assertThat(AcmeCertificates.reason(new IOException("closed", new IOException("closed"))))
                .isEqualTo("closed");
        assertThat(AcmeCertificates.reason(new DatabaseException("away", new IOException("java.io: away"))))
                .isEqualTo("away");
        assertThat(AcmeCertificates.reason(new IllegalStateException())).isEqualTo("IllegalStateException");
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aNameIsProvedByHttp(SslProvider provider) throws Exception {
        authority.offered = Set.of("http-01");
        startNode(provider);
        ready(DOMAIN);
        try (SSLSocket socket = connect(DOMAIN)) {
            TlsEcho.assertEchoes(socket);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aNameIsProvedByAlpn(SslProvider provider) throws Exception {
        authority.offered = Set.of("tls-alpn-01");
        startNode(provider);
        ready(DOMAIN);
        try (SSLSocket socket = connect(DOMAIN)) {
            TlsEcho.assertEchoes(socket);
        }
    }

    @Test
    void alpnFollowsWhenNobodyReachesTheHttpPort() throws Exception {
        answersHttp = false;
        startNode(ServerContexts.bestProvider());
        ready(DOMAIN);
        assertThat(authority.certificates).hasValue(1);
    }

    @Test
    void onlyGrantedNamesAreCertifiedOnDemandAndEachIsShownItsOwn() throws Exception {
        startNode(ServerContexts.bestProvider());
        ready(DOMAIN);
        assertThatThrownBy(() -> connect(GRANTED)).isInstanceOf(IOException.class);
        assertThat(authority.certificates).hasValue(1);
        granted.add(GRANTED);
        ready(GRANTED);
        try (SSLSocket music = connect(GRANTED);
                SSLSocket own = connect(DOMAIN)) {
            TlsEcho.assertEchoes(music);
            assertThat(TlsEcho.shown(music)).isNotEqualTo(TlsEcho.shown(own));
        }
        assertThat(authority.certificates).hasValue(2);
    }

    @Test
    void ordersOnDemandAreLimited() throws Exception {
        startNode(ServerContexts.bestProvider());
        ready(DOMAIN);
        for (int i = 0; i < AcmeCertificates.MAX_ON_DEMAND; i++) {
            granted.add("n" + i + ".example.com");
            ready("n" + i + ".example.com");
        }
        granted.add(GRANTED);
        assertThatThrownBy(() -> ready(GRANTED)).hasStackTraceContaining("waiting");
        assertThat(authority.certificates).hasValue(1 + AcmeCertificates.MAX_ON_DEMAND);
        clock.advance(AcmeCertificates.ON_DEMAND_WINDOW.plusSeconds(1));
        node.renewDue();
        ready(GRANTED);
    }

    @Test
    void nodesShareAccountAndCertificates() throws Exception {
        startNode(ServerContexts.bestProvider());
        ready(DOMAIN);
        startNode(ServerContexts.bestProvider());
        ready(DOMAIN);
        assertThat(authority.certificates).hasValue(1);
        granted.add(GRANTED);
        ready(GRANTED);
        assertThat(authority.accounts).hasValue(1);
    }

    @Test
    void whatTheDatabaseHoldsIsShownWhileAnotherOrderTakesItsTime() throws Exception {
        startNode(ServerContexts.bestProvider());
        ready(DOMAIN);
        granted.add(GRANTED);
        ready(GRANTED);
        clock.advance(Duration.ofDays(60));
        CountDownLatch gate = new CountDownLatch(1);
        authority.gate = gate;
        try {
            startNode(ServerContexts.bestProvider());
            ready(DOMAIN);
            // Less than an order waits for its authority.
            node.context(GRANTED).toCompletableFuture().get(10, TimeUnit.SECONDS);
        } finally {
            gate.countDown();
        }
        await().atMost(20, TimeUnit.SECONDS).until(() -> authority.certificates.get() == 4);
    }

    @Test
    void failedRenewalIsTriedLaterAndLaterWhileTheOldCertificateStays() throws Exception {
        startNode(ServerContexts.bestProvider());
        SslContext first = ready(DOMAIN);
        try (SSLSocket live = connect(DOMAIN)) {
            authority.refusesOrders = true;
            clock.advance(Duration.ofDays(60));
            node.renewDue();
            node.renewDue();
            assertThat(ready(DOMAIN)).isSameAs(first);
            authority.refusesOrders = false;
            // Not yet due again, then due.
            await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> {
                clock.advance(AcmeCertificates.LAST_RETRY);
                node.renewDue();
                assertThat(ready(DOMAIN)).isNotSameAs(first);
            });
            assertThat(authority.certificates).hasValue(2);
            TlsEcho.assertEchoes(live);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/files/track?trackId=1", "/.well-known/acme-challenge/unknown"})
    void everythingElseIsSentToHttps(String target) throws Exception {
        startNode(ServerContexts.bestProvider());
        assertThat(answer("GET " + target + " HTTP/1.1\r\nhost: " + DOMAIN + ":80\r\n\r\n"))
                .startsWith("HTTP/1.1 308 ")
                .contains("location: https://" + DOMAIN + ":" + echo.address().getPort() + target + "\r\n");
    }

    @Test
    void aHostThatIsNoneIsNotSentAnywhere() throws Exception {
        startNode(ServerContexts.bestProvider());
        assertThat(answer("GET / HTTP/1.1\r\nhost: evil.example/@x\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(answer("GET http://other.example/ HTTP/1.1\r\nhost: x.example\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void anAddressHasSoManyConnectionsAndNoneForLong() throws Exception {
        startNode(ServerContexts.bestProvider());
        ready(DOMAIN);
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < AcmeHttp.CONNECTIONS_PER_ADDRESS; i++) {
                idle.add(new Socket(InetAddress.getLoopbackAddress(), http.port()));
            }
            try (Socket oneMore = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
                assertThat(oneMore.getInputStream().read()).isEqualTo(-1);
            }
            Socket slow = idle.get(0);
            slow.setSoTimeout(20_000);
            slow.getOutputStream().write('G');
            assertThat(slow.getInputStream().read()).isEqualTo(-1);
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> answer("GET / HTTP/1.1\r\nhost: " + DOMAIN + "\r\n\r\n")
                            .startsWith("HTTP/1.1 308 "));
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    private String answer(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
