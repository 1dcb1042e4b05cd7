package dev.moosic.tunnel.server.tls;

import io.netty.handler.ssl.SslContext;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where the certificates of the public port come from. Any thread; nothing blocks. */
interface CertificateSource extends AutoCloseable {

    /**
     * What to shake hands with. A source that is still being prepared answers later; the handshake waits for a bounded time.
     *
     * @param serverName the name that the client asks for (SNI), in lower case; null: it names none
     */
    CompletionStage<SslContext> context(@Nullable String serverName);

    /**
     * What to show an ACME authority that validates a name by TLS-ALPN-01 (RFC 8737).
     *
     * @return null: nothing is being validated
     */
    default @Nullable SslContext validation(String serverName) {
        return null;
    }

    /** The certificates that it shows now; those of granted names, which come and go, are not among them. */
    List<X509Certificate> inUse();

    /** Stops renewing; what was handed out stays good. */
    @Override
    void close();
}
