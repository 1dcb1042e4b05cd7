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
 * Makes the contexts of handshakes: TLS 1.3, and 1.2 for callers whose players and libraries know no better.
 *
 * @param clientAuthorities whose certificates clients may show; empty: clients are not asked for any
 */
record ServerContexts(SslProvider provider, List<X509Certificate> clientAuthorities) {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    ServerContexts {
        clientAuthorities = List.copyOf(clientAuthorities);
    }

    /** BoringSSL where it loads, the JDK's TLS elsewhere. */
    static SslProvider bestProvider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    /** @throws SSLException if key and certificate do not belong together, or are of a kind that TLS does not know */
    SslContext context(KeyedCertificate shown) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forServer(shown.key(), shown.chain())
                .sslProvider(provider)
                .protocols(PROTOCOLS);
        if (!clientAuthorities.isEmpty()) {
            // Callers of the HTTP API need none; who opens a control connection is asked again there.
            builder.trustManager(clientAuthorities).clientAuth(ClientAuth.OPTIONAL);
        }
        return builder.build();
    }
}
