package dev.moosic.tunnel.server.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * TLS of the public port.
 *
 * @param files where the certificate is; null: a private authority makes one
 * @param clientAuthority PEM of the authorities one of which must have certified who opens a control connection; null:
 *     clients are not asked for certificates
 */
public record TlsSettings(
        @Nullable TlsFiles files, @Nullable Path clientAuthority) {}
