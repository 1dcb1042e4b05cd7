package dev.moosic.tunnel.protocol.transport;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Says once a day that a certificate from a file expires soon or has expired. On one thread at a time. */
public final class ExpiryWarning {
    /** How long before its end a certificate is worth a warning. */
    public static final Duration EARLY = Duration.ofDays(14);

    /** How soon it is said again. */
    public static final Duration AGAIN = Duration.ofDays(1);

    private final Logger log;
    private final String option;
    private @Nullable X509Certificate about;
    private @Nullable Instant told;
    private boolean toldExpired;

    /** @param option what names the file, {@code --tls-cert FILE} */
    public ExpiryWarning(Logger log, String option) {
        this.log = log;
        this.option = option;
    }

    /** Looks at the certificate in use; cheap, for every few seconds. */
    public void check(X509Certificate certificate, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isBefore(end.minus(EARLY))) {
            return;
        }
        boolean expired = !now.isBefore(end);
        Instant before = told;
        if (before != null && certificate.equals(about) && expired == toldExpired && now.isBefore(before.plus(AGAIN))) {
            return;
        }
        about = certificate;
        told = now;
        toldExpired = expired;
        String subject = certificate.getSubjectX500Principal().getName();
        if (expired) {
            log.error("tls certificate has expired from=\"{}\" subject=\"{}\" until={}", option, subject, end);
        } else {
            log.warn(
                    "tls certificate expires soon from=\"{}\" subject=\"{}\" until={} days={}",
                    option,
                    subject,
                    end,
                    Duration.between(now, end).toDays());
        }
    }
}
