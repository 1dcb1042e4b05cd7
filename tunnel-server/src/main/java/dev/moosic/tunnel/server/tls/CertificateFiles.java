package dev.moosic.tunnel.server.tls;

import dev.moosic.tunnel.server.config.TlsFiles;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * What the two files held at one moment.
 *
 * @param certificates PEM
 * @param key PEM: PKCS#8, or the older forms of RSA and EC keys
 */
record CertificateFiles(byte[] certificates, byte[] key) {
    private static final int MAX_BYTES = 1024 * 1024;

    /** @throws IOException naming the option whose file cannot be read */
    static CertificateFiles read(TlsFiles files) throws IOException {
        return new CertificateFiles(read("--tls-cert", files.certificate()), read("--tls-key", files.key()));
    }

    static byte[] read(String option, Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException(option + " " + file + " is larger than 1 MiB: expected PEM");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException(option + " " + file + " does not exist", e);
        } catch (java.nio.file.AccessDeniedException e) {
            throw new IOException(option + " " + file + " cannot be read by this user", e);
        }
    }

    boolean equalTo(CertificateFiles other) {
        return Arrays.equals(certificates, other.certificates) && Arrays.equals(key, other.key);
    }

    /** @throws IOException saying which of both is wrong; never what the key file holds */
    KeyedCertificate parse() throws IOException {
        KeyedCertificate parsed;
        try {
            parsed = new KeyedCertificate(privateKey(), KeyedCertificate.certificates(certificates));
        } catch (IOException e) {
            throw new IOException("--tls-cert and --tls-key cannot be used: " + e.getMessage(), e);
        }
        if (!belongTogether(parsed.key(), parsed.certificate().getPublicKey())) {
            throw new IOException("--tls-key is not the key of the first certificate in --tls-cert");
        }
        return parsed;
    }

    private PrivateKey privateKey() throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(new String(key, StandardCharsets.US_ASCII)))) {
            for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
                if (found instanceof PEMKeyPair pair) {
                    return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
                }
                if (found instanceof PrivateKeyInfo info) {
                    return new JcaPEMKeyConverter().getPrivateKey(info);
                }
            }
        } catch (PEMException | IllegalArgumentException malformed) {
            // Without the cause: its text may quote the key.
            throw new IOException("the key file is no key in PEM that this Java knows");
        }
        throw new IOException("the key file holds no unencrypted private key in PEM");
    }

    private static boolean belongTogether(PrivateKey key, PublicKey certified) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC", "ECDSA" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            byte[] text = "one key".getBytes(StandardCharsets.US_ASCII);
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(text);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(certified);
            verifier.update(text);
            return verifier.verify(signature);
        } catch (GeneralSecurityException different) {
            return false;
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "CertificateFiles[" + certificates.length + " bytes]";
    }
}
