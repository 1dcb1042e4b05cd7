package dev.moosic.tunnel.protocol.identity;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * At what time a server's certificates are judged. Over TLS alone can a machine ask a server what time it is, so a clock
 * that is behind must not keep it from asking. No authority certifies from a later day: whoever shows a certificate that
 * begins after this machine's time proves the clock wrong, not the certificate. It is judged at its own beginning then. A
 * clock that is ahead gets no such help: an expired certificate looks the same with a right one.
 */
public final class CertificateTime {
    private CertificateTime() {}

    /**
     * @param chain not yet verified: a forged beginning moves the time forward only, where less is in date
     * @param now by this machine's clock
     * @return {@code now}, or the last beginning in the chain if that is later
     */
    public static Instant of(List<X509Certificate> chain, Instant now) {
        return chain.stream()
                .map(certificate -> certificate.getNotBefore().toInstant())
                .filter(now::isBefore)
                .max(Instant::compareTo)
                .orElse(now);
    }
}
