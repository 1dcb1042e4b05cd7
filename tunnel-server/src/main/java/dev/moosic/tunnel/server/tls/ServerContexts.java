package dev.moosic.tunnel.server.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * Makes the contexts of handshakes: TLS 1.3, and 1.2 for callers whose players and libraries know no better. Any thread.
 */
final class ServerContexts {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final SslProvider provider;
    private volatile List<X509Certificate> clientAuthorities;

    /** @param clientAuthorities whose certificates clients may show; empty: clients are not asked for any */
    ServerContexts(SslProvider provider, List<X509Certificate> clientAuthorities) {
        this.provider = provider;
        this.clientAuthorities = List.copyOf(clientAuthorities);
    }

    /** BoringSSL where it loads, the JDK's TLS elsewhere. */
    static SslProvider bestProvider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    SslProvider provider() {
        return provider;
    }

    List<X509Certificate> clientAuthorities() {
        return clientAuthorities;
    }

    /** For the handshakes to come, of certificates that are shown already too. */
    void replaceClientAuthorities(List<X509Certificate> next) {
        clientAuthorities = List.copyOf(next);
    }

    /** @throws SSLException if key and certificate do not belong together, or are of a kind that TLS does not know */
    ShownCertificate show(KeyedCertificate certificate) throws SSLException {
        return new ShownCertificate(certificate, this);
    }

    SslContext context(KeyedCertificate shown, List<X509Certificate> authorities) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forServer(shown.key(), shown.chain())
                .sslProvider(provider)
                .protocols(PROTOCOLS);
        if (!authorities.isEmpty()) {
            // Callers of the HTTP API need none; who opens a control connection is asked again there.
            builder.trustManager(authorities).clientAuth(ClientAuth.OPTIONAL);
        }
        return builder.build();
    }
}
