package dev.moosic.tunnel.server.tls;

import dev.moosic.tunnel.auth.CertificateStore;
import dev.moosic.tunnel.server.config.ConfigException;
import dev.moosic.tunnel.server.config.TlsSettings;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** TLS of the public port. */
public final class ServerTls implements AutoCloseable {
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("tls", true));
    private final CertificateSource source;
    private final @Nullable CompletableFuture<PrivateAuthority> authority;

    private ServerTls(
            TlsSettings settings,
            SslProvider provider,
            CompletionStage<CertificateStore> database,
            Set<String> names,
            Clock clock) {
        ServerContexts contexts = new ServerContexts(provider, clientAuthorities(settings.clientAuthority()));
        if (settings.files() != null) {
            source = FileCertificates.start(settings.files(), contexts, scheduler);
            authority = null;
        } else {
            PrivateCertificates made = PrivateCertificates.start(database, names, contexts, clock, scheduler);
            source = made;
            authority = made.authority();
        }
    }

    /**
     * Prepares certificates; handshakes wait until there is one.
     *
     * @param database completes when the database is open, where a private authority is kept
     * @param names what this node is reached by: host names and addresses
     * @throws ConfigException naming the file that cannot be used
     */
    public static ServerTls start(
            TlsSettings settings, CompletionStage<CertificateStore> database, Set<String> names, Clock clock) {
        return start(settings, ServerContexts.bestProvider(), database, names, clock);
    }

    static ServerTls start(
            TlsSettings settings,
            SslProvider provider,
            CompletionStage<CertificateStore> database,
            Set<String> names,
            Clock clock) {
        return new ServerTls(settings, provider, database, names, clock);
    }

    private static List<X509Certificate> clientAuthorities(@Nullable Path file) {
        if (file == null) {
            return List.of();
        }
        try {
            return KeyedCertificate.certificates(CertificateFiles.read("--tls-client-ca", file));
        } catch (IOException e) {
            throw new ConfigException("--tls-client-ca " + file + " cannot be used: " + e.getMessage());
        }
    }

    /** The first handler of a connection; it gives its place to Netty's {@code SslHandler}. */
    public ChannelHandler newHandler() {
        return new TlsHandshake(source);
    }

    /** Completes when handshakes need not wait. */
    public CompletionStage<Void> ready() {
        return source.context(null).thenAccept(context -> {});
    }

    /** What invites pin: the private authority's public key, once it is known; null: nothing. */
    public @Nullable String pin() {
        return authority == null || !authority.isDone() || authority.isCompletedExceptionally()
                ? null
                : authority.join().pin();
    }

    /**
     * The private authority's certificate in PEM.
     *
     * @return fails with {@link IllegalArgumentException} if the certificate comes from elsewhere
     */
    public CompletionStage<String> authorityPem() {
        return authority == null
                ? CompletableFuture.failedFuture(new IllegalArgumentException(
                        "this server has no private authority: its certificate comes from --tls-cert"))
                : authority.thenApply(PrivateAuthority::pem);
    }

    @Override
    public void close() {
        source.close();
        scheduler.shutdownNow();
    }
}
