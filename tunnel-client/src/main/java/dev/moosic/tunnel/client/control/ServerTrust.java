package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.client.config.ClientCertificate;
import dev.moosic.tunnel.client.config.ConfigException;
import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.protocol.identity.PinnedTrust;
import io.netty.channel.Channel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Whom the client takes for its server: by default whoever holds a certificate for the server's name under WebPKI; with
 * the pin of an invite, whoever the pinned private authority certified.
 */
public final class ServerTrust {
    private final SslContext context;

    /**
     * @param pin SHA-256 of the authority's public key (SPKI), base64url; {@code null} for WebPKI
     * @param certificate for servers that ask for one
     * @throws ConfigException if its files cannot be used
     */
    public ServerTrust(@Nullable String pin, @Nullable ClientCertificate certificate) throws ConfigException {
        this(pin, certificate, OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
    }

    ServerTrust(@Nullable String pin, @Nullable ClientCertificate certificate, SslProvider provider)
            throws ConfigException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(provider)
                // A server of ours speaks 1.3; 1.2 is for proxies in front of one.
                .protocols("TLSv1.3", "TLSv1.2");
        if (pin != null) {
            // The authority certifies the nodes of one cluster and nothing else, under whatever name they are reached.
            builder.trustManager(new PinnedTrust(pin)).endpointIdentificationAlgorithm("");
        }
        if (certificate != null) {
            show(certificate, builder);
        }
        try {
            context = builder.build();
        } catch (SSLException e) {
            throw new IllegalStateException("this Java cannot speak TLS: " + e.getMessage(), e);
        }
    }

    private static void show(ClientCertificate certificate, SslContextBuilder builder) throws ConfigException {
        for (Path file : List.of(certificate.certificate(), certificate.key())) {
            if (!Files.isReadable(file)) {
                throw new ConfigException("client certificate: " + file + " cannot be read");
            }
        }
        try {
            builder.keyManager(
                    certificate.certificate().toFile(), certificate.key().toFile());
        } catch (IllegalArgumentException e) {
            // Without the cause: its text may quote the key.
            throw new ConfigException("client certificate: " + certificate.certificate() + " and " + certificate.key()
                    + " cannot be used: expected a certificate with its chain and its unencrypted PKCS#8 key, in PEM");
        }
    }

    SslHandler newHandler(Channel channel, ServerAddress server) {
        return context.newHandler(channel.alloc(), server.host(), server.port());
    }
}
