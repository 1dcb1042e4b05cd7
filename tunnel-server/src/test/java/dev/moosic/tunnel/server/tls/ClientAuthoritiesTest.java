package dev.moosic.tunnel.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.server.config.ConfigException;
import dev.moosic.tunnel.server.config.TlsFiles;
import dev.moosic.tunnel.server.config.TlsSettings;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who certifies clients, over real sockets, and what happens when the file changes. */
class ClientAuthoritiesTest {
    private final KeyedCertificate own = PrivateAuthority.create(Instant.now());
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    @TempDir
    Path folder;

    private TlsFiles files;
    private Path file;

    @BeforeEach
    void write() throws Exception {
        files = new TlsFiles(folder.resolve("cert.pem"), folder.resolve("key.pem"));
        file = folder.resolve("clients.pem");
        KeyedCertificate shown = new PrivateAuthority(own).certify(Set.of("localhost"), Instant.now());
        Files.writeString(files.certificate(), shown.pem());
        Files.writeString(
                files.key(),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(shown.key().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
    }

    @AfterEach
    void close() {
        scheduler.shutdownNow();
    }

    /** In TLS 1.3 a client reads of a refusal only after its own handshake is done. */
    private boolean isAccepted(TlsEcho echo, KeyedCertificate client) {
        try (SSLSocket socket = echo.connect("localhost", own.chain(), client)) {
            TlsEcho.assertEchoes(socket);
            return socket.getSession().getLocalCertificates() != null;
        } catch (IOException | AssertionError refused) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aChangedFileCountsForTheHandshakesToCome(SslProvider provider) throws Exception {
        X509Bundle before = ClientCertificates.authority();
        X509Bundle after = ClientCertificates.authority();
        KeyedCertificate ofBefore = ClientCertificates.issuedBy(before);
        KeyedCertificate ofAfter = ClientCertificates.issuedBy(after);
        Files.writeString(file, before.getCertificatePEM());
        ServerContexts contexts = new ServerContexts(provider, List.of());
        ClientAuthorities authorities = ClientAuthorities.start(file, contexts, Clock.systemUTC(), scheduler);
        FileCertificates source = FileCertificates.start(files, contexts, Clock.systemUTC(), scheduler);
        try (TlsEcho echo = new TlsEcho(() -> new TlsHandshake(source));
                SSLSocket standing = echo.connect("localhost", own.chain(), ofBefore)) {
            TlsEcho.assertEchoes(standing);
            assertThat(isAccepted(echo, ofAfter)).isFalse();

            Files.writeString(file, after.getCertificatePEM());
            authorities.reload();
            assertThat(isAccepted(echo, ofBefore)).isFalse();
            assertThat(isAccepted(echo, ofAfter)).isTrue();
            assertThat(authorities.soonest()).isEqualTo(after.getCertificate());
            TlsEcho.assertEchoes(standing);

            for (String unusable : new String[] {
                "no certificate", "", after.getCertificatePEM().substring(0, 300)
            }) {
                Files.writeString(file, unusable);
                authorities.reload();
                assertThat(isAccepted(echo, ofAfter)).as(unusable).isTrue();
                assertThat(isAccepted(echo, ofBefore)).as(unusable).isFalse();
            }
            Files.delete(file);
            authorities.reload();
            assertThat(isAccepted(echo, ofBefore)).isFalse();
        }
    }

    @Test
    void aSessionBegunUnderOtherAuthoritiesIsNotResumed() throws Exception {
        X509Bundle before = ClientCertificates.authority();
        Files.writeString(file, before.getCertificatePEM());
        ServerContexts contexts = new ServerContexts(ServerContexts.bestProvider(), List.of());
        ClientAuthorities authorities = ClientAuthorities.start(file, contexts, Clock.systemUTC(), scheduler);
        FileCertificates source = FileCertificates.start(files, contexts, Clock.systemUTC(), scheduler);
        javax.net.ssl.SSLContext client = TlsEcho.context(own.chain(), ClientCertificates.issuedBy(before));
        try (TlsEcho echo = new TlsEcho(() -> new TlsHandshake(source))) {
            try (SSLSocket first = TlsEcho.connect(echo.address(), "localhost", client)) {
                TlsEcho.assertEchoes(first);
            }
            Files.writeString(file, ClientCertificates.authority().getCertificatePEM());
            authorities.reload();
            assertThatThrownBy(() -> {
                        try (SSLSocket second = TlsEcho.connect(echo.address(), "localhost", client)) {
                            TlsEcho.assertEchoes(second);
                        }
                    })
                    .isInstanceOfAny(IOException.class, AssertionError.class);
        }
    }

    @Test
    void aFileThatCannotBeUsedAtTheStartIsNamed() throws Exception {
        TlsSettings settings = new TlsSettings(files, null, file);
        assertThatThrownBy(() -> start(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--tls-client-ca " + file + " does not exist");
        Files.writeString(file, "no certificate");
        assertThatThrownBy(() -> start(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--tls-client-ca " + file + " cannot be used: holds");
    }

    private static void start(TlsSettings settings) {
        ServerTls.start(
                        settings,
                        new CompletableFuture<>(),
                        Set.of("localhost"),
                        name -> CompletableFuture.completedFuture(false),
                        Clock.systemUTC())
                .close();
    }
}
