package dev.moosic.tunnel.auth;

/**
 * A private key and what certifies it.
 *
 * @param privateKey PKCS#8, DER
 * @param certificates PEM, the leaf first; empty for a key alone
 */
public record StoredCertificate(byte[] privateKey, String certificates) {
    /** Without the key. */
    @Override
    public String toString() {
        return "StoredCertificate[" + certificates.length() + " characters]";
    }
}
