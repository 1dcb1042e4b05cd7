package dev.moosic.tunnel.server.admin;

import dev.moosic.tunnel.protocol.identity.PinnedTrust;
import dev.moosic.tunnel.protocol.identity.ServerCertificateCheck;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Knows the admin listener by what {@code admin.json} says that it shows, and trusts nobody else. */
final class AdminCertificateCheck {
    private static final int DNS_NAME = 2;

    private AdminCertificateCheck() {}

    /** @throws AdminUnavailableException if there is nothing to know the listener by */
    static SSLContext context(AdminTrust trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {of(trust)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot speak TLS: " + e.getMessage(), e);
        }
    }

    private static ServerCertificateCheck of(AdminTrust trust) throws GeneralSecurityException {
        if (trust.pin() != null) {
            return new PinnedTrust(trust.pin());
        }
        if (trust.certificate() != null) {
            return new Known(trust.certificate());
        }
        if (trust.name() != null) {
            return named(trust.name(), webPki());
        }
        throw new AdminUnavailableException("the server has no certificate yet, and its admin listener speaks TLS:"
                + " its log says what it waits for");
    }

    /** @param authorities which ones may certify the name */
    static ServerCertificateCheck named(String name, X509TrustManager authorities) {
        return new Named(name, authorities);
    }

    private static X509TrustManager webPki() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((@Nullable KeyStore) null);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    /** The very certificate of a file. */
    private static final class Known extends ServerCertificateCheck {
        private final String file;

        Known(String file) {
            this.file = file;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            try (InputStream pem = Files.newInputStream(Path.of(file))) {
                if (!CertificateFactory.getInstance("X.509")
                        .generateCertificate(pem)
                        .equals(chain[0])) {
                    throw new CertificateException("the admin listener shows another certificate than " + file
                            + " holds: this is another server, or the file has just changed");
                }
            } catch (IOException e) {
                throw new CertificateException("the certificate of the admin listener cannot be compared: " + e, e);
            }
        }
    }

    /** Whoever one of the authorities certified for a name. */
    private static final class Named extends ServerCertificateCheck {
        private final X509TrustManager authorities;
        private final String name;

        Named(String name, X509TrustManager authorities) {
            this.name = name;
            this.authorities = authorities;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            authorities.checkServerTrusted(chain, authType);
            Collection<List<?>> names = chain[0].getSubjectAlternativeNames();
            if (names == null || names.stream().noneMatch(this::isIt)) {
                throw new CertificateException("the admin listener's certificate is not for " + name);
            }
        }

        private boolean isIt(List<?> alternative) {
            return alternative.get(0).equals(DNS_NAME)
                    && String.valueOf(alternative.get(1))
                            .toLowerCase(Locale.ROOT)
                            .equals(name);
        }
    }
}
