package dev.moosic.tunnel.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.moosic.tunnel.auth.AuthService;
import dev.moosic.tunnel.auth.AuthSettings;
import dev.moosic.tunnel.auth.CertificateStore;
import dev.moosic.tunnel.auth.KeySeal;
import dev.moosic.tunnel.auth.StoredCertificate;
import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseException;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.server.config.TlsSettings;
import dev.moosic.tunnel.testing.FixedClock;
import io.netty.handler.ssl.SslProvider;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** The private authority in a real database, and handshakes with its certificates over real sockets. */
class PrivateAuthorityTest {
    private static final String SECRET = "a secret of more than thirty-two characters";
    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "tunnel.example.com");

    /** From the real time on, which TLS libraries go by. */
    private final FixedClock clock = new FixedClock(Instant.now());

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    @TempDir
    Path folder;

    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicInteger failedCalls = new AtomicInteger();
    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(DatabaseSettings.embedded(folder.resolve("data")), connections -> () -> {
            if (away.get()) {
                failedCalls.incrementAndGet();
                throw new SQLException("away");
            }
            return connections.openConnection();
        });
    }

    @AfterEach
    void close() {
        scheduler.shutdownNow();
        database.close();
    }

    private AuthService auth(KeySeal seal) throws Exception {
        AuthService auth = AuthService.open(
                AuthSettings.of(() -> List.of(URI.create("https://localhost"))).withKeySeal(seal), database, clock);
        auth.ready().get(20, TimeUnit.SECONDS);
        return auth;
    }

    private PrivateCertificates node(CompletableFuture<CertificateStore> store, SslProvider provider) {
        return PrivateCertificates.start(store, NAMES, new ServerContexts(provider, List.of()), clock, scheduler);
    }

    private static List<X509Certificate> trusted(PrivateCertificates node) throws Exception {
        return KeyedCertificate.certificates(
                node.authority().get(20, TimeUnit.SECONDS).pem().getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void handshakesWaitForTheDatabaseAndThenSucceedForEveryName(SslProvider provider) throws Exception {
        CompletableFuture<CertificateStore> opening = new CompletableFuture<>();
        PrivateCertificates node = node(opening, provider);
        try (AuthService auth = auth(KeySeal.NONE);
                TlsEcho echo = new TlsEcho(() -> new TlsHandshake(node))) {
            // The other node that made the authority is ready; this one is dialled before its database is.
            List<X509Certificate> trusted =
                    trusted(node(CompletableFuture.completedFuture(auth.certificates()), provider));
            CompletableFuture<SSLSocket> early = CompletableFuture.supplyAsync(() -> {
                try {
                    return echo.connect("localhost", trusted);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            opening.complete(auth.certificates());
            try (SSLSocket socket = early.get(20, TimeUnit.SECONDS)) {
                TlsEcho.assertEchoes(socket);
                assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
            }
            for (String name : NAMES) {
                try (SSLSocket socket = echo.connect(name, trusted)) {
                    TlsEcho.assertEchoes(socket);
                }
            }
            assertThatThrownBy(() -> echo.connect("other.example.com", trusted)).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void aDatabaseThatFailsJustThenIsAskedAgainAndNothingIsInvitedToMeanwhile() throws Exception {
        try (AuthService auth = auth(KeySeal.NONE)) {
            away.set(true);
            try (ServerTls tls = ServerTls.start(
                    new TlsSettings(null, null, null),
                    CompletableFuture.completedFuture(auth.certificates()),
                    NAMES,
                    name -> CompletableFuture.completedFuture(false),
                    clock)) {
                await().atMost(20, TimeUnit.SECONDS).until(() -> failedCalls.get() > 0);
                assertThatThrownBy(tls::pin)
                        .isInstanceOf(DatabaseException.class)
                        .hasMessageContaining("not been read");
                away.set(false);
                tls.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
                assertThat(tls.pin()).isNotNull();
                try (TlsEcho echo = new TlsEcho(tls::newHandler);
                        SSLSocket socket = echo.connect("localhost", trusted(tls))) {
                    TlsEcho.assertEchoes(socket);
                }
            }
        }
    }

    private static List<X509Certificate> trusted(ServerTls tls) throws Exception {
        String pem = tls.authorityPem().toCompletableFuture().get(20, TimeUnit.SECONDS);
        return KeyedCertificate.certificates(pem.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void nodesOnOneDatabaseShareTheAuthorityAndAStrangersIsRefused() throws Exception {
        try (AuthService auth = auth(KeySeal.NONE)) {
            CompletableFuture<CertificateStore> store = CompletableFuture.completedFuture(auth.certificates());
            PrivateCertificates first = node(store, ServerContexts.bestProvider());
            PrivateCertificates second = node(store, ServerContexts.bestProvider());
            assertThat(first.authority().get(20, TimeUnit.SECONDS).pin())
                    .isEqualTo(second.authority().get(20, TimeUnit.SECONDS).pin());
            List<X509Certificate> stranger =
                    PrivateAuthority.create(clock.instant()).chain();
            try (TlsEcho echo = new TlsEcho(() -> new TlsHandshake(first))) {
                assertThatThrownBy(() -> echo.connect("localhost", stranger)).isInstanceOf(SSLException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void certificateIsRenewedUnderALiveConnection(SslProvider provider) throws Exception {
        try (AuthService auth = auth(KeySeal.NONE)) {
            PrivateCertificates node = node(CompletableFuture.completedFuture(auth.certificates()), provider);
            List<X509Certificate> trusted = trusted(node);
            try (TlsEcho echo = new TlsEcho(() -> new TlsHandshake(node));
                    SSLSocket before = echo.connect("localhost", trusted)) {
                clock.advance(Duration.ofDays(59));
                node.renewIfDue();
                try (SSLSocket same = echo.connect("localhost", trusted)) {
                    assertThat(TlsEcho.shown(same)).isEqualTo(TlsEcho.shown(before));
                }
                clock.advance(PrivateAuthority.BACKDATED.plusDays(2));
                node.renewIfDue();
                TlsEcho.assertEchoes(before);
                // It counts from 61 days ahead of this machine's time.
                assertThatThrownBy(() -> echo.connect("localhost", trusted)).hasStackTraceContaining("NotBefore");
                TlsEcho.assertEchoes(before);
            }
        }
    }

    @Test
    void aClockFourWeeksBehindOrTenMonthsAheadIsGoodEnoughAndNoClientFindsTheLifeTooLong() throws Exception {
        try (AuthService auth = auth(KeySeal.NONE)) {
            PrivateCertificates node =
                    node(CompletableFuture.completedFuture(auth.certificates()), ServerContexts.bestProvider());
            List<X509Certificate> trusted = trusted(node);
            try (TlsEcho echo = new TlsEcho(() -> new TlsHandshake(node));
                    SSLSocket socket = echo.connect("localhost", trusted)) {
                X509Certificate shown = TlsEcho.shown(socket);
                Date behind = Date.from(clock.instant().minus(Duration.ofDays(29)));
                shown.checkValidity(behind);
                trusted.get(0).checkValidity(behind);
                shown.checkValidity(Date.from(clock.instant().plus(Duration.ofDays(364))));
                assertThat(Duration.between(
                                shown.getNotBefore().toInstant(),
                                shown.getNotAfter().toInstant()))
                        .isLessThanOrEqualTo(Duration.ofDays(398));
            }
        }
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        try (AuthService auth = auth(KeySeal.NONE)) {
            CompletableFuture<CertificateStore> store = CompletableFuture.completedFuture(auth.certificates());
            clock.advance(PrivateAuthority.LEAF_LIFETIME.plusDays(1).negated());
            PrivateCertificates longAgo = node(store, ServerContexts.bestProvider());
            List<X509Certificate> trusted = trusted(longAgo);
            try (TlsEcho echo = new TlsEcho(() -> new TlsHandshake(longAgo))) {
                assertThatThrownBy(() -> echo.connect("localhost", trusted)).hasStackTraceContaining("NotAfter");
            }
        }
    }

    @Test
    void privateKeysAreSealedInTheDatabaseAndNeverLogged() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Level level = root.getLevel();
        log.start();
        root.addAppender(log);
        root.setLevel(Level.TRACE);
        String key;
        try (AuthService auth = auth(KeySeal.under(SECRET))) {
            PrivateCertificates node =
                    node(CompletableFuture.completedFuture(auth.certificates()), ServerContexts.bestProvider());
            try (TlsEcho echo = new TlsEcho(() -> new TlsHandshake(node));
                    SSLSocket socket = echo.connect("localhost", trusted(node))) {
                TlsEcho.assertEchoes(socket);
            }
            StoredCertificate stored = auth.certificates()
                    .find(PrivateCertificates.STORED_AS)
                    .get(20, TimeUnit.SECONDS)
                    .orElseThrow();
            key = Base64.getEncoder().encodeToString(stored.privateKey());
            assertThat(stored.toString() + KeyedCertificate.of(stored)).doesNotContain(key);
        } finally {
            root.setLevel(level);
            root.detachAppender(log);
        }
        String dump = String.join(
                "\n",
                database.call(handle ->
                                handle.createQuery("SCRIPT").mapTo(String.class).list())
                        .get(20, TimeUnit.SECONDS));
        assertThat(dump).contains("private-authority").doesNotContain(key);
        // Its secret part alone, whatever stands around it.
        assertThat(List.copyOf(log.list))
                .isNotEmpty()
                .noneMatch(event -> (event.getFormattedMessage() + event.getThrowableProxy()).contains(key));
        try (AuthService without = AuthService.open(
                AuthSettings.of(() -> List.of(URI.create("https://localhost"))).withKeySeal(KeySeal.NONE),
                database,
                clock)) {
            assertThatThrownBy(() -> without.certificates()
                            .find(PrivateCertificates.STORED_AS)
                            .get(20, TimeUnit.SECONDS))
                    .hasStackTraceContaining("is sealed: give the secret");
        }
    }
}
