package dev.moosic.tunnel.client.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the client shows a server that asks for a certificate in TLS.
 *
 * @param certificate the certificate, then its chain, in PEM
 * @param key its private key, unencrypted PKCS#8, in PEM
 */
public record ClientCertificate(Path certificate, Path key) {

    /** @throws ConfigException if one is given without the other */
    static @Nullable ClientCertificate of(@Nullable Path certificate, @Nullable Path key) throws ConfigException {
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null || key == null) {
            throw new ConfigException("tls-cert and tls-key are needed together: only "
                    + (key == null ? "tls-cert" : "tls-key") + " is given");
        }
        return new ClientCertificate(certificate, key);
    }
}
