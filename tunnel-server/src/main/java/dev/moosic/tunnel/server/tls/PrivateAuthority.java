package dev.moosic.tunnel.server.tls;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An authority of the servers' own, which certifies the nodes on one database and nobody else. Invites pin its public key,
 * so certificates can change as they like. ECDSA on P-256, which every TLS client knows.
 */
final class PrivateAuthority {
    /** The authority outlives its servers: a new one would need new invites. */
    static final Duration LIFETIME = Duration.ofDays(30 * 365);

    /** A node's certificate is replaced after so long. Its key is nowhere but in the node's memory. */
    static final Duration LEAF_RENEWAL = Duration.ofDays(60);

    /** Much longer than {@link #LEAF_RENEWAL}, for clients whose clock is ahead: over TLS alone they ask for the time. */
    static final Duration LEAF_LIFETIME = Duration.ofDays(365);

    /**
     * Certificates count from so long ago, for TLS clients other than ours whose clock is behind. With {@link
     * #LEAF_LIFETIME} it stays within the 398 days that some allow.
     */
    static final Duration BACKDATED = Duration.ofDays(30);

    private static final X500Principal NAME = new X500Principal("CN=Moosic Tunnel private authority");
    private static final X500Principal LEAF_NAME = new X500Principal("CN=Moosic Tunnel server");
    private static final int SERIAL_BITS = 127;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeyedCertificate own;

    PrivateAuthority(KeyedCertificate own) {
        this.own = own;
    }

    /** A new key and its self-signed certificate. */
    static KeyedCertificate create(Instant now) {
        KeyPair pair = newKeyPair();
        try {
            X509v3CertificateBuilder certificate = builder(NAME, NAME, pair.getPublic(), now, LIFETIME)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return new KeyedCertificate(pair.getPrivate(), List.of(sign(certificate, pair.getPrivate())));
        } catch (CertIOException e) {
            throw new IllegalStateException("extensions of text are always DER", e);
        }
    }

    /** What clients that know no invite need to trust: PEM. */
    String pem() {
        return own.pem();
    }

    /** SHA-256 of the public key (SPKI), base64url: the pin of an invite. */
    String pin() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(own.certificate().getPublicKey().getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * A certificate for a server, with a new key.
     *
     * @param names host names and IP addresses, at least one
     */
    KeyedCertificate certify(Set<String> names, Instant now) {
        KeyPair pair = newKeyPair();
        GeneralName[] alternatives = names.stream()
                .map(name -> new GeneralName(
                        NetUtil.createByteArrayFromIpAddressString(name) == null
                                ? GeneralName.dNSName
                                : GeneralName.iPAddress,
                        name))
                .toArray(GeneralName[]::new);
        X500Principal issuer = own.certificate().getSubjectX500Principal();
        try {
            X509v3CertificateBuilder certificate = builder(issuer, LEAF_NAME, pair.getPublic(), now, LEAF_LIFETIME)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                    .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(own.certificate()));
            return new KeyedCertificate(pair.getPrivate(), List.of(sign(certificate, own.key()), own.certificate()));
        } catch (CertIOException | GeneralSecurityException e) {
            throw new IllegalStateException("extensions of text are always DER", e);
        }
    }

    static boolean isRenewalDue(X509Certificate leaf, Instant now) {
        return !now.isBefore(leaf.getNotBefore().toInstant().plus(BACKDATED).plus(LEAF_RENEWAL));
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Principal issuer, X500Principal subject, PublicKey key, Instant now, Duration lifetime)
            throws CertIOException {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, RANDOM).setBit(0),
                Date.from(now.minus(BACKDATED)),
                Date.from(now.plus(lifetime)),
                subject,
                key);
        try {
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
            return builder;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    private static X509Certificate sign(X509v3CertificateBuilder certificate, PrivateKey key) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(certificate.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("every Java has ECDSA", e);
        }
    }

    static KeyPair newKeyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has P-256", e);
        }
    }
}
