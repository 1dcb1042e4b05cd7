package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.client.config.ClientCertificate;
import dev.moosic.tunnel.client.config.ConfigException;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the files of a client's certificate held at one moment.
 *
 * @param certificates PEM
 * @param key PEM
 * @param first the client's own certificate
 */
record CertificateContent(ClientCertificate files, String certificates, String key, X509Certificate first) {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /** @throws ConfigException naming the file that cannot be used; never what it holds */
    static CertificateContent read(ClientCertificate files) throws ConfigException {
        String certificates = text(files.certificate());
        String key = text(files.key());
        try {
            X509Certificate first = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(certificates.getBytes(StandardCharsets.ISO_8859_1)));
            if (!belongTogether(privateKey(key, first.getPublicKey().getAlgorithm()), first.getPublicKey())) {
                throw new ConfigException("client certificate: " + files.key()
                        + " is not the key of the first certificate in " + files.certificate());
            }
            return new CertificateContent(files, certificates, key, first);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Without the cause: its text may quote the key.
            throw unusable(files);
        }
    }

    private static PrivateKey privateKey(String pem, String algorithm) throws GeneralSecurityException {
        Matcher block = KEY.matcher(pem);
        if (!block.find()) {
            throw new GeneralSecurityException("no PKCS#8 key in PEM");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(block.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    /** So that files caught in the middle of a change are not taken for a certificate. */
    private static boolean belongTogether(PrivateKey key, PublicKey certified) {
        String algorithm = switch (certified.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> certified.getAlgorithm();
        };
        try {
            byte[] text = "one key".getBytes(StandardCharsets.US_ASCII);
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(text);
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(certified);
            verifier.update(text);
            return verifier.verify(signer.sign());
        } catch (GeneralSecurityException different) {
            return false;
        }
    }

    private static String text(Path file) throws ConfigException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigException("client certificate: " + file + " is larger than 1 MiB: expected PEM");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new ConfigException("client certificate: " + file + " cannot be read");
        }
    }

    /** @throws ConfigException if this is no certificate with its key */
    void show(SslContextBuilder builder) throws ConfigException {
        try {
            builder.keyManager(stream(certificates), stream(key));
        } catch (IllegalArgumentException e) {
            // Without the cause: its text may quote the key.
            throw unusable();
        }
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    ConfigException unusable() {
        return unusable(files);
    }

    private static ConfigException unusable(ClientCertificate files) {
        return new ConfigException("client certificate: " + files.certificate() + " and " + files.key()
                + " cannot be used: expected a certificate with its chain and its unencrypted PKCS#8 key, in PEM");
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "CertificateContent[" + files.certificate() + "]";
    }
}
