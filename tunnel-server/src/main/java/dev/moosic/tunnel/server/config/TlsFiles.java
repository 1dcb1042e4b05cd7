package dev.moosic.tunnel.server.config;

import java.nio.file.Path;

/**
 * TLS of the public port from files in PEM.
 *
 * @param certificate the certificate, then its chain
 * @param key its private key, unencrypted PKCS#8
 */
public record TlsFiles(Path certificate, Path key) {}
