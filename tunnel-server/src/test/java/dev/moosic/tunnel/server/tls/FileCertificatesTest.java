package dev.moosic.tunnel.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.moosic.tunnel.server.config.ConfigException;
import dev.moosic.tunnel.server.config.TlsFiles;
import dev.moosic.tunnel.testing.FixedClock;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Certificates from files, over real sockets, and what happens when the files change. */
class FileCertificatesTest {
    private final KeyedCertificate own = PrivateAuthority.create(Instant.now());
    private final PrivateAuthority authority = new PrivateAuthority(own);
    private final List<X509Certificate> trusted = own.chain();
    private final FixedClock clock = new FixedClock(Instant.now());
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    @TempDir
    Path folder;

    private TlsFiles files;

    @BeforeEach
    void write() throws Exception {
        files = new TlsFiles(folder.resolve("cert.pem"), folder.resolve("key.pem"));
        write(certificate());
    }

    @AfterEach
    void close() {
        scheduler.shutdownNow();
    }

    private KeyedCertificate certificate() {
        return authority.certify(Set.of("localhost"), Instant.now());
    }

    private void write(KeyedCertificate certificate) throws Exception {
        Files.writeString(files.certificate(), certificate.pem());
        Files.writeString(files.key(), keyPem(certificate));
    }

    private static String keyPem(KeyedCertificate certificate) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate.key().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private FileCertificates source(SslProvider provider) {
        return FileCertificates.start(files, new ServerContexts(provider, List.of()), clock, scheduler);
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void changedFilesAreTakenOverAndTheConnectionLivesOn(SslProvider provider) throws Exception {
        FileCertificates source = source(provider);
        try (TlsEcho echo = new TlsEcho(() -> new TlsHandshake(source));
                SSLSocket before = echo.connect("localhost", trusted)) {
            KeyedCertificate next = certificate();
            write(next);
            source.reload();
            try (SSLSocket after = echo.connect("localhost", trusted)) {
                assertThat(TlsEcho.shown(after)).isEqualTo(next.certificate()).isNotEqualTo(TlsEcho.shown(before));
            }
            TlsEcho.assertEchoes(before);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void unusableFilesLeaveTheCertificateAsItWas(SslProvider provider) throws Exception {
        FileCertificates source = source(provider);
        try (TlsEcho echo = new TlsEcho(() -> new TlsHandshake(source));
                SSLSocket before = echo.connect("localhost", trusted)) {
            Files.writeString(files.key(), keyPem(certificate()));
            source.reload();
            Files.writeString(files.certificate(), "no certificate");
            source.reload();
            Files.delete(files.certificate());
            source.reload();
            try (SSLSocket after = echo.connect("localhost", trusted)) {
                assertThat(TlsEcho.shown(after)).isEqualTo(TlsEcho.shown(before));
            }
            KeyedCertificate next = certificate();
            write(next);
            source.reload();
            try (SSLSocket after = echo.connect("localhost", trusted)) {
                assertThat(TlsEcho.shown(after)).isEqualTo(next.certificate());
            }
        }
    }

    @Test
    void whatCannotBeUsedAtTheStartIsSaidWithoutQuotingTheKey() throws Exception {
        Files.writeString(files.key(), keyPem(certificate()));
        assertThatThrownBy(() -> source(SslProvider.JDK))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--tls-key is not the key of the first certificate in --tls-cert");
        Files.writeString(files.key(), "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> source(SslProvider.JDK))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no key in PEM")
                .hasMessageNotContaining("c2VjcmV0");
        Files.delete(files.key());
        assertThatThrownBy(() -> source(SslProvider.JDK))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--tls-key " + files.key() + " does not exist");
    }

    @Test
    void whatIsInUseIsWatchedForItsEnd() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(FileCertificates.class);
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        logger.addAppender(said);
        try {
            KeyedCertificate first = certificate();
            write(first);
            FileCertificates source = source(SslProvider.JDK);
            assertThat(source.inUse()).containsExactly(first.certificate());
            Duration life = Duration.between(
                    clock.instant(), first.certificate().getNotAfter().toInstant());
            clock.advance(life.minus(Duration.ofDays(13)));
            source.reload();
            source.reload();
            assertThat(said.list)
                    .filteredOn(event -> event.getLevel() == Level.WARN)
                    .singleElement()
                    .satisfies(event -> assertThat(event.getFormattedMessage()).contains("expires soon", "days=13"));
            clock.advance(Duration.ofDays(13));
            Files.writeString(files.certificate(), "no certificate");
            source.reload();
            assertThat(said.list)
                    .filteredOn(event -> event.getLevel() == Level.ERROR)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anyMatch(message -> message.contains("has expired"));
            said.list.clear();
            write(authority.certify(Set.of("localhost"), clock.instant()));
            source.reload();
            assertThat(said.list)
                    .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                    .isEmpty();
        } finally {
            logger.detachAppender(said);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void clientCertificatesAreOptionalAndVerified(SslProvider provider) throws Exception {
        X509Bundle clients = ClientCertificates.authority();
        FileCertificates source = FileCertificates.start(
                files, new ServerContexts(provider, List.of(clients.getCertificate())), clock, scheduler);
        try (TlsEcho echo = new TlsEcho(() -> new TlsHandshake(source))) {
            try (SSLSocket without = echo.connect("localhost", trusted)) {
                TlsEcho.assertEchoes(without);
            }
            try (SSLSocket with = echo.connect("localhost", trusted, ClientCertificates.issuedBy(clients))) {
                TlsEcho.assertEchoes(with);
                assertThat(with.getSession().getLocalCertificates()).isNotEmpty();
            }
            // Of an authority with the same name, so that the client has no reason to keep it back.
            KeyedCertificate stranger = ClientCertificates.issuedBy(ClientCertificates.authority());
            assertThatThrownBy(() -> {
                        // In TLS 1.3 a client reads of the refusal after its own handshake is done.
                        try (SSLSocket refused = echo.connect("localhost", trusted, stranger)) {
                            TlsEcho.assertEchoes(refused);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void plainHttpIsToldToUseHttps() throws Exception {
        FileCertificates source = source(SslProvider.JDK);
        try (TlsEcho echo = new TlsEcho(() -> new TlsHandshake(source));
                Socket socket =
                        new Socket(echo.address().getAddress(), echo.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("use https://");
            String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
            assertThat(answer).contains("content-length: " + body.length());
        }
    }
}
