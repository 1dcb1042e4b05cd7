package dev.moosic.tunnel.server.tls;

import io.netty.handler.ssl.SslContext;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * A certificate in use, and the context of its handshakes. The context is made anew when other authorities certify
 * clients: sessions begun under those before cannot be resumed under it. Any thread.
 */
final class ShownCertificate {
    private record Made(List<X509Certificate> authorities, SslContext context) {}

    private final KeyedCertificate certificate;
    private final ServerContexts contexts;
    private volatile Made made;

    ShownCertificate(KeyedCertificate certificate, ServerContexts contexts) throws SSLException {
        this.certificate = certificate;
        this.contexts = contexts;
        this.made = make();
    }

    private Made make() throws SSLException {
        List<X509Certificate> authorities = contexts.clientAuthorities();
        return new Made(authorities, contexts.context(certificate, authorities));
    }

    X509Certificate certificate() {
        return certificate.certificate();
    }

    /** What to shake hands with now. */
    SslContext context() {
        Made now = made;
        return now.authorities() == contexts.clientAuthorities() ? now.context() : again();
    }

    private synchronized SslContext again() {
        try {
            if (made.authorities() != contexts.clientAuthorities()) {
                made = make();
            }
            return made.context();
        } catch (SSLException e) {
            throw new IllegalStateException("a certificate that was shown cannot be shown again: " + e.getMessage(), e);
        }
    }
}
