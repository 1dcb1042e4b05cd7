package dev.moosic.tunnel.server.config;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/** TLS of the public port from files: BoringSSL where it loads, the JDK's elsewhere. */
public final class TlsContext {
    private TlsContext() {}

    /** @throws ConfigException naming the file that cannot be used */
    public static SslContext load(TlsFiles files) {
        File certificate = readable(files.certificate(), "--tls-cert");
        File key = readable(files.key(), "--tls-key");
        try {
            return SslContextBuilder.forServer(certificate, key)
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new ConfigException("--tls-cert " + certificate + " and --tls-key " + key
                    + " cannot be used together: expected a certificate with its chain and its unencrypted key, in PEM: "
                    + e.getMessage());
        }
    }

    private static File readable(Path file, String option) {
        if (!Files.isReadable(file)) {
            throw new ConfigException(option + " " + file + " cannot be read");
        }
        return file.toFile();
    }
}
