package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.protocol.identity.CertificateTime;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The authorities that this Java trusts, by its own rules (names, constraints, algorithms), each chain judged at the time
 * of {@link CertificateTime}. Any thread.
 */
final class WebPkiTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager present;
    private final Clock clock;
    private final PassedTime passed;

    private WebPkiTrust(X509ExtendedTrustManager present, Clock clock, PassedTime passed) {
        this.present = present;
        this.clock = clock;
        this.passed = passed;
    }

    /** @param authorities {@code null} for those of this Java, or of {@code javax.net.ssl.trustStore} */
    static WebPkiTrust create(@Nullable KeyStore authorities, Clock clock, PassedTime passed) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(authorities);
            return new WebPkiTrust(extended(factory), clock, passed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot check certificates: " + e.getMessage(), e);
        }
    }

    private static X509ExtendedTrustManager extended(TrustManagerFactory factory) {
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return extended;
            }
        }
        throw new IllegalStateException("this Java cannot check certificates: no X509ExtendedTrustManager");
    }

    /** Those who judge at the time that this chain is judged at. */
    private X509ExtendedTrustManager judges(X509Certificate[] chain) throws CertificateException {
        Instant now = clock.instant();
        Instant time = CertificateTime.of(List.of(chain), now, passed.orElse(now));
        if (time.equals(now)) {
            return present;
        }
        try {
            Set<TrustAnchor> anchors = Arrays.stream(present.getAcceptedIssuers())
                    .map(issuer -> new TrustAnchor(issuer, null))
                    .collect(Collectors.toUnmodifiableSet());
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(time));
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(parameters));
            return extended(factory);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the server's certificates cannot be checked: " + e.getMessage(), e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judges(chain).checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        judges(chain).checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        judges(chain).checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        present.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        present.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        present.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return present.getAcceptedIssuers();
    }
}
