package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.client.config.ServerAddress;
import io.netty.channel.Channel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Whom the client takes for its server: by default whoever holds a certificate for the server's name under WebPKI; with
 * the pin of an invite, whoever the pinned private authority certified.
 */
public final class ServerTrust {
    private final SslContext context;

    /** @param pin SHA-256 of the authority's public key (SPKI), base64url; {@code null} for WebPKI */
    public ServerTrust(@Nullable String pin) {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
        if (pin != null) {
            // The authority certifies the nodes of one cluster and nothing else, under whatever name they are reached.
            builder.trustManager(new PinnedTrust(pin)).endpointIdentificationAlgorithm("");
        }
        try {
            context = builder.build();
        } catch (SSLException e) {
            throw new IllegalStateException("this Java cannot speak TLS: " + e.getMessage(), e);
        }
    }

    SslHandler newHandler(Channel channel, ServerAddress server) {
        return context.newHandler(channel.alloc(), server.host(), server.port());
    }
}
