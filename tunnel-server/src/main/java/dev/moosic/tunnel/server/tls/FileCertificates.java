package dev.moosic.tunnel.server.tls;

import dev.moosic.tunnel.protocol.transport.ExpiryWarning;
import dev.moosic.tunnel.server.config.ConfigException;
import dev.moosic.tunnel.server.config.TlsFiles;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate from {@code --tls-cert} and {@code --tls-key}, read again when what the files hold changes. What cannot be
 * used is told once and the certificate before it stays; connections that stand do not notice either way.
 */
final class FileCertificates implements CertificateSource {
    static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(FileCertificates.class);

    private final TlsFiles files;
    private final ServerContexts contexts;
    private final Clock clock;
    private final ExpiryWarning expiry;
    private CertificateFiles content;
    private @Nullable String trouble;
    private volatile ShownCertificate current;

    private FileCertificates(TlsFiles files, ServerContexts contexts, Clock clock) throws IOException {
        this.files = files;
        this.contexts = contexts;
        this.clock = clock;
        this.expiry = new ExpiryWarning(LOG, "--tls-cert " + files.certificate());
        this.content = CertificateFiles.read(files);
        this.current = use(content);
        expiry.check(current.certificate(), clock.instant());
    }

    /**
     * Reads the files. Blocks for a moment.
     *
     * @param scheduler looks for changes; stays the caller's
     * @throws ConfigException saying what is wrong with which file
     */
    static FileCertificates start(
            TlsFiles files, ServerContexts contexts, Clock clock, ScheduledExecutorService scheduler) {
        try {
            FileCertificates source = new FileCertificates(files, contexts, clock);
            scheduler.scheduleWithFixedDelay(
                    source::reload, POLL_INTERVAL.toMillis(), POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            return source;
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(e.getMessage() + " (--tls-cert " + files.certificate() + ", --tls-key "
                    + files.key() + ": a certificate with its chain and its unencrypted key, in PEM)");
        }
    }

    @Override
    public CompletionStage<SslContext> context(@Nullable String serverName) {
        return CompletableFuture.completedFuture(current.context());
    }

    @Override
    public List<X509Certificate> inUse() {
        return List.of(current.certificate());
    }

    /** Takes over what the files hold by now. On one thread at a time. */
    void reload() {
        readAgain();
        expiry.check(current.certificate(), clock.instant());
    }

    private void readAgain() {
        try {
            CertificateFiles next = CertificateFiles.read(files);
            if (next.equalTo(content)) {
                trouble = null;
                return;
            }
            current = use(next);
            content = next;
            trouble = null;
        } catch (IOException | RuntimeException failure) {
            String told = String.valueOf(failure.getMessage());
            if (!told.equals(trouble)) {
                trouble = told;
                LOG.error(
                        "tls certificate files unusable, the certificate before them stays cert={} key={} reason=\"{}\"",
                        files.certificate(),
                        files.key(),
                        told);
            }
        }
    }

    private ShownCertificate use(CertificateFiles next) throws IOException {
        KeyedCertificate certificate = next.parse();
        ShownCertificate shown = contexts.show(certificate);
        LOG.info(
                "tls certificate from={} subject=\"{}\" until={}",
                files.certificate(),
                certificate.certificate().getSubjectX500Principal(),
                certificate.certificate().getNotAfter().toInstant());
        return shown;
    }

    @Override
    public void close() {}
}
