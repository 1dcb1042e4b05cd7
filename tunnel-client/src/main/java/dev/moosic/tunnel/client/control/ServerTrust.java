package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.client.config.ClientCertificate;
import dev.moosic.tunnel.client.config.ConfigException;
import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.protocol.identity.PinnedTrust;
import dev.moosic.tunnel.protocol.transport.ExpiryWarning;
import io.netty.channel.Channel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom the client takes for its server: by default whoever holds a certificate for the server's name under WebPKI; with
 * the pin of an invite, whoever the pinned private authority certified.
 */
public final class ServerTrust {
    /** How soon a changed certificate of the client is noticed. */
    public static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(ServerTrust.class);

    private final @Nullable String pin;
    /** Null: the best there is. */
    private final @Nullable SslProvider provider;

    private final Clock clock;
    private final PassedTime passed;
    private final @Nullable ClientCertificate certificate;
    private final @Nullable ExpiryWarning expiry;
    private @Nullable CertificateContent content;
    private String trouble = "";
    /** Made for the first server that speaks TLS, since it loads a library; at once if it is to check a certificate. */
    private volatile @Nullable SslContext context;

    /**
     * @param pin SHA-256 of the authority's public key (SPKI), base64url; {@code null} for WebPKI
     * @param certificate for servers that ask for one
     * @param passed what certificates that are not in date by this machine's clock are judged at
     * @throws ConfigException if its files cannot be used
     */
    public ServerTrust(@Nullable String pin, @Nullable ClientCertificate certificate, PassedTime passed)
            throws ConfigException {
        this(pin, certificate, passed, null, Clock.systemUTC());
    }

    ServerTrust(
            @Nullable String pin,
            @Nullable ClientCertificate certificate,
            PassedTime passed,
            @Nullable SslProvider provider,
            Clock clock)
            throws ConfigException {
        this.passed = passed;
        this.pin = pin;
        this.provider = provider;
        this.clock = clock;
        this.certificate = certificate;
        this.content = certificate == null ? null : CertificateContent.read(certificate);
        this.expiry = certificate == null ? null : new ExpiryWarning(log, "tls-cert " + certificate.certificate());
        this.context = content == null ? null : showing(content);
        warn();
    }

    private static SslProvider bestProvider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    private SslContextBuilder newBuilder() {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(provider == null ? bestProvider() : provider)
                // A server of ours speaks 1.3; 1.2 is for proxies in front of one.
                .protocols("TLSv1.3", "TLSv1.2");
        if (pin == null) {
            builder.trustManager(WebPkiTrust.create(null, clock, passed));
        } else {
            // The authority certifies the nodes of one cluster and nothing else, under whatever name they are reached.
            builder.trustManager(new PinnedTrust(pin, clock, () -> passed.orElse(clock.instant())))
                    .endpointIdentificationAlgorithm("");
        }
        return builder;
    }

    private SslContext showing(CertificateContent shown) throws ConfigException {
        SslContextBuilder builder = newBuilder();
        shown.show(builder);
        try {
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw shown.unusable();
        }
    }

    private SslContext showingNone() {
        try {
            return newBuilder().build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalStateException("this Java cannot speak TLS: " + e.getMessage(), e);
        }
    }

    /**
     * Shows what the files of the client's certificate hold by now, to servers dialled from now on. What cannot be used is
     * told once, and the certificate before it stays. Reads files: not on an event loop, and on one thread at a time.
     */
    public void reload() {
        if (certificate == null) {
            return;
        }
        try {
            CertificateContent next = CertificateContent.read(certificate);
            if (!next.equals(content)) {
                context = showing(next);
                content = next;
                log.info("client certificate from={} read again", certificate.certificate());
            }
            trouble = "";
        } catch (ConfigException e) {
            String told = String.valueOf(e.getMessage());
            if (!told.equals(trouble)) {
                trouble = told;
                log.error("client certificate unusable, the one before it stays reason=\"{}\"", told);
            }
        }
        warn();
    }

    private void warn() {
        if (expiry != null && content != null) {
            expiry.check(content.first(), clock.instant());
        }
    }

    /**
     * Learns from what a trusted server said.
     *
     * @param leaf its certificate
     * @param date by its clock
     * @return whether it is still to be trusted: not if its certificate has ended by its own clock and by this machine's,
     *     or by what trusted servers said before; Java itself does not ask that of a certificate that is an authority's own
     */
    boolean heard(X509Certificate leaf, Instant date) {
        Instant end = leaf.getNotAfter().toInstant();
        Instant now = clock.instant();
        if (date.isAfter(end) && (now.isAfter(end) || passed.orElse(now).isAfter(end))) {
            return false;
        }
        // A server whose clock runs wild does not have the client refuse the certificates that follow.
        passed.learn(date.isAfter(end) ? end : date);
        return true;
    }

    SslHandler newHandler(Channel channel, ServerAddress server) {
        SslContext present = context;
        if (present == null) {
            present = showingNone();
            context = present;
        }
        return present.newHandler(channel.alloc(), server.host(), server.port());
    }
}
