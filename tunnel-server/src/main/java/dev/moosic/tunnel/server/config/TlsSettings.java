package dev.moosic.tunnel.server.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * TLS of the public port.
 *
 * @param files where the certificate is; null: {@code acme} or a private authority
 * @param acme certificates from an ACME authority, if {@code files} is null; null: none
 * @param clientAuthority PEM of the authorities one of which must have certified who opens a control connection; null:
 *     clients are not asked for certificates
 */
public record TlsSettings(
        @Nullable TlsFiles files,
        @Nullable AcmeSettings acme,
        @Nullable Path clientAuthority) {

    /** Certificates of the server's own authority, for whoever may know it. */
    public static final TlsSettings PRIVATE_AUTHORITY = new TlsSettings(null, null, null);
}
