package dev.moosic.tunnel.server.tls;

import dev.moosic.tunnel.protocol.transport.ExpiryWarning;
import dev.moosic.tunnel.server.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who certifies clients, from {@code --tls-client-ca}, read again when what the file holds changes. What cannot be used is
 * told once and the authorities before stay; connections that stand do not notice either way.
 */
final class ClientAuthorities {
    private static final Logger LOG = LoggerFactory.getLogger(ClientAuthorities.class);
    private static final String OPTION = "--tls-client-ca";

    private final Path file;
    private final ServerContexts contexts;
    private final Clock clock;
    private final ExpiryWarning expiry;
    private byte[] content;
    private @Nullable String trouble;

    private ClientAuthorities(Path file, ServerContexts contexts, Clock clock) throws IOException {
        this.file = file;
        this.contexts = contexts;
        this.clock = clock;
        this.expiry = new ExpiryWarning(LOG, OPTION + " " + file);
        this.content = CertificateFiles.read(OPTION, file);
        contexts.replaceClientAuthorities(KeyedCertificate.certificates(content));
        warn();
    }

    /**
     * Reads the file and hands what it holds to {@code contexts}. Blocks for a moment.
     *
     * @param scheduler looks for changes; stays the caller's
     * @throws ConfigException saying what is wrong with the file
     */
    static ClientAuthorities start(
            Path file, ServerContexts contexts, Clock clock, ScheduledExecutorService scheduler) {
        try {
            ClientAuthorities authorities = new ClientAuthorities(file, contexts, clock);
            long every = FileCertificates.POLL_INTERVAL.toMillis();
            scheduler.scheduleWithFixedDelay(authorities::reload, every, every, TimeUnit.MILLISECONDS);
            return authorities;
        } catch (IOException e) {
            throw new ConfigException(OPTION + " " + file + " cannot be used: " + e.getMessage());
        }
    }

    /** Takes over what the file holds by now. On one thread at a time. */
    void reload() {
        try {
            byte[] next = CertificateFiles.read(OPTION, file);
            if (!Arrays.equals(next, content)) {
                List<X509Certificate> authorities = KeyedCertificate.certificates(next);
                contexts.replaceClientAuthorities(authorities);
                content = next;
                LOG.info("tls client authorities from={} certificates={}", file, authorities.size());
            }
            trouble = null;
        } catch (IOException | RuntimeException failure) {
            String told = String.valueOf(failure.getMessage());
            if (!told.equals(trouble)) {
                trouble = told;
                LOG.error("tls client authorities unusable, those before them stay file={} reason=\"{}\"", file, told);
            }
        }
        warn();
    }

    private void warn() {
        expiry.check(soonest(), clock.instant());
    }

    /** Of the certificates in use the one that expires first. */
    X509Certificate soonest() {
        return contexts.clientAuthorities().stream()
                .min(Comparator.comparing(X509Certificate::getNotAfter))
                .orElseThrow();
    }
}
