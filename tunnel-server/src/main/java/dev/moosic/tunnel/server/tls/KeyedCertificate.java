package dev.moosic.tunnel.server.tls;

import dev.moosic.tunnel.auth.StoredCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A certificate with its private key.
 *
 * @param chain the certificate, then each one's issuer; not empty
 */
record KeyedCertificate(PrivateKey key, List<X509Certificate> chain) {
    private static final Base64.Encoder PEM_LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    KeyedCertificate {
        chain = List.copyOf(chain);
    }

    X509Certificate certificate() {
        return chain.get(0);
    }

    /** The chain in PEM. */
    String pem() {
        return chain.stream().map(KeyedCertificate::pem).collect(Collectors.joining());
    }

    private static String pem(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n" + PEM_LINES.encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    StoredCertificate toStored() {
        return new StoredCertificate(key.getEncoded(), pem());
    }

    /** @throws IllegalStateException if the database holds something else than {@link #toStored} wrote */
    static KeyedCertificate of(StoredCertificate stored) {
        try {
            List<X509Certificate> chain = certificates(stored.certificates().getBytes(StandardCharsets.US_ASCII));
            PrivateKey key = KeyFactory.getInstance(chain.get(0).getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(stored.privateKey()));
            return new KeyedCertificate(key, chain);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a certificate in the database is damaged: " + e.getMessage(), e);
        }
    }

    /** @throws IOException if {@code pem} holds no certificate */
    static List<X509Certificate> certificates(byte[] pem) throws IOException {
        try {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (found.isEmpty()) {
                throw new IOException("holds no certificate in PEM");
            }
            return found;
        } catch (CertificateException e) {
            throw new IOException("holds something else than certificates in PEM: " + e.getMessage(), e);
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "KeyedCertificate[" + certificate().getSubjectX500Principal() + " until "
                + certificate().getNotAfter() + "]";
    }
}
