package dev.moosic.tunnel.protocol.identity;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.function.Supplier;

/**
 * Trusts a chain that leads to the public key with the given SHA-256, and nothing else: each certificate in date (see
 * {@link CertificateTime}) and signed by the next, up to the pinned one.
 */
public final class PinnedTrust extends ServerCertificateCheck {
    private static final int NO_AUTHORITY = -1;

    private final String pin;
    private final Clock clock;
    private final Supplier<Instant> passed;

    /**
     * For a machine whose clock is not ahead.
     *
     * @param pin SHA-256 of a SubjectPublicKeyInfo, base64url without padding
     */
    public PinnedTrust(String pin) {
        this(pin, Clock.systemUTC(), Instant::now);
    }

    /** @param passed a moment that has passed for certain, see {@link CertificateTime} */
    public PinnedTrust(String pin, Clock clock, Supplier<Instant> passed) {
        this.pin = pin;
        this.clock = clock;
        this.passed = passed;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        List<X509Certificate> toThePin = verified(chain);
        Date time = Date.from(CertificateTime.of(toThePin, clock.instant(), passed.get()));
        for (X509Certificate certificate : toThePin) {
            certificate.checkValidity(time);
        }
    }

    /** The part of the chain that the pinned key signed, with that key's certificate last. */
    private List<X509Certificate> verified(X509Certificate[] chain) throws CertificateException {
        for (int i = 0; i < chain.length; i++) {
            X509Certificate certificate = chain[i];
            if (i > 0) {
                if (certificate.getBasicConstraints() == NO_AUTHORITY) {
                    throw new CertificateException("the server's chain contains a certificate that is no authority");
                }
                verify(chain[i - 1], certificate);
            }
            if (pin.equals(spkiSha256(certificate))) {
                return List.of(chain).subList(0, i + 1);
            }
        }
        throw new CertificateException("the server's certificate is not from the authority that the invite pins: "
                + "this is another server, or it was set up anew and needs a new invite");
    }

    private static void verify(X509Certificate certificate, X509Certificate issuer) throws CertificateException {
        try {
            certificate.verify(issuer.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the server's certificate chain is broken", e);
        }
    }

    private static String spkiSha256(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(certificate.getPublicKey().getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
