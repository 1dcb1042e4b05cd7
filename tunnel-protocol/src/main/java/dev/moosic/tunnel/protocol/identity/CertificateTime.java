package dev.moosic.tunnel.protocol.identity;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * At what time a server's certificates are judged. Over TLS alone can a machine ask a server what time it is, so a clock
 * that is wrong must not keep it from asking.
 *
 * <p>A clock that is behind: no authority certifies from a later day, so whoever shows a certificate that begins after this
 * machine's time proves the clock wrong, not the certificate. A clock that is ahead: a certificate that has ended by this
 * clock is judged at the last moment that is known to have passed. What had ended before that is refused whatever the clock
 * says.
 */
public final class CertificateTime {
    private CertificateTime() {}

    /**
     * @param chain not yet verified, of at least one certificate: a forged beginning moves the time forward only, where less
     *     is in date
     * @param now by this machine's clock
     * @param passed a moment that has passed for certain; {@code now} where nothing is known but the clock
     * @return {@code now}, or {@code passed} if that is later, where all of the chain is in date then; else {@code passed}, or
     *     the last beginning in the chain if that is later
     */
    public static Instant of(List<X509Certificate> chain, Instant now, Instant passed) {
        Instant begin = Instant.MIN;
        Instant end = Instant.MAX;
        for (X509Certificate certificate : chain) {
            Instant notBefore = certificate.getNotBefore().toInstant();
            Instant notAfter = certificate.getNotAfter().toInstant();
            begin = later(begin, notBefore);
            end = notAfter.isBefore(end) ? notAfter : end;
        }
        Instant present = later(now, passed);
        boolean inDate = !present.isBefore(begin) && !present.isAfter(end);
        return inDate ? present : later(begin, passed);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
