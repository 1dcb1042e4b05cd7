package dev.moosic.tunnel.server.tls;

import dev.moosic.tunnel.auth.CertificateStore;
import dev.moosic.tunnel.auth.database.DatabaseException;
import dev.moosic.tunnel.protocol.transport.Transport;
import dev.moosic.tunnel.server.config.AcmeSettings;
import dev.moosic.tunnel.server.config.ConfigException;
import dev.moosic.tunnel.server.config.TlsSettings;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** TLS of the public port. */
public final class ServerTls implements AutoCloseable {
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("tls", true));
    private final CertificateSource source;
    private final @Nullable ClientAuthorities clientAuthorities;
    private final @Nullable CompletableFuture<PrivateAuthority> authority;
    private final @Nullable AcmeCertificates acme;
    private @Nullable AcmeHttp http;

    private ServerTls(
            TlsSettings settings,
            SslProvider provider,
            CompletableFuture<CertificateStore> database,
            Set<String> names,
            Function<String, CompletionStage<Boolean>> granted,
            Clock clock) {
        ServerContexts contexts = new ServerContexts(provider, List.of());
        clientAuthorities = settings.clientAuthority() == null
                ? null
                : ClientAuthorities.start(settings.clientAuthority(), contexts, clock, scheduler);
        if (settings.files() != null) {
            source = FileCertificates.start(settings.files(), contexts, clock, scheduler);
            authority = null;
            acme = null;
        } else if (settings.acme() != null) {
            acme = new AcmeCertificates(settings.acme(), database, granted, contexts, clock, scheduler);
            source = acme;
            authority = null;
        } else {
            acme = null;
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
     * @param granted whether a client was granted a host name, so that ACME may be asked for a certificate for it
     * @throws ConfigException naming the file that cannot be used
     */
    public static ServerTls start(
            TlsSettings settings,
            CompletableFuture<CertificateStore> database,
            Set<String> names,
            Function<String, CompletionStage<Boolean>> granted,
            Clock clock) {
        return new ServerTls(settings, ServerContexts.bestProvider(), database, names, granted, clock);
    }

    /**
     * Answers ACME's HTTP-01 challenges on a port of their own, sends everything else there to https, and begins to order
     * certificates: the public port listens by now. Does nothing without ACME. Blocks for a moment.
     *
     * @throws ConfigException if the port cannot be listened on
     */
    public void listenForAcme(
            InetAddress address, AcmeSettings settings, int httpsPort, Transport transport, EventLoopGroup eventLoops) {
        if (acme != null) {
            http = AcmeHttp.start(address, settings.httpPort(), httpsPort, acme.challenges(), transport, eventLoops);
            acme.begin();
        }
    }

    /** The port that {@link #listenForAcme} listens on; null: none. */
    public @Nullable Integer acmePort() {
        return http == null ? null : http.port();
    }

    /** The answer to an HTTP-01 challenge; empty: the path is none of ours. */
    public CompletionStage<Optional<String>> acmeAnswer(String path) {
        return acme == null
                ? CompletableFuture.completedFuture(Optional.empty())
                : acme.challenges().httpAnswer(path);
    }

    /** When the first of the public port's certificates expires, in seconds since 1970; NaN: there is none yet. */
    public double certificateExpiry() {
        return source.inUse().stream().mapToDouble(ServerTls::expiry).min().orElse(Double.NaN);
    }

    /** The same of the authorities that certify clients; NaN: clients need no certificate. */
    public double clientAuthorityExpiry() {
        return clientAuthorities == null ? Double.NaN : expiry(clientAuthorities.soonest());
    }

    private static double expiry(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant().getEpochSecond();
    }

    /** The first handler of a connection; it gives its place to Netty's {@code SslHandler}. */
    public ChannelHandler newHandler() {
        return new TlsHandshake(source);
    }

    /** Completes when handshakes need not wait for the server itself; an ACME authority may take its time. */
    public CompletionStage<Void> ready() {
        return acme != null
                ? CompletableFuture.completedFuture(null)
                : source.context(null).thenAccept(context -> {});
    }

    /**
     * What invites pin: the private authority's public key; null: the certificate comes from elsewhere.
     *
     * @throws DatabaseException if the authority has not been read yet: an invite without its pin would be no good
     */
    public @Nullable String pin() {
        if (authority == null) {
            return null;
        }
        if (!authority.isDone() || authority.isCompletedExceptionally()) {
            throw new DatabaseException("the server's private authority has not been read from the database yet");
        }
        return authority.join().pin();
    }

    /** As {@link #pin}, when the authority was read; empty: the certificate comes from elsewhere. */
    public CompletionStage<Optional<String>> whenPinned() {
        return authority == null
                ? CompletableFuture.completedFuture(Optional.empty())
                : authority.thenApply(read -> Optional.of(read.pin()));
    }

    /**
     * The private authority's certificate in PEM.
     *
     * @return fails with {@link IllegalArgumentException} if the certificate comes from elsewhere
     */
    public CompletionStage<String> authorityPem() {
        return authority == null
                ? CompletableFuture.failedFuture(
                        new IllegalArgumentException("this server has no private authority: its certificate comes from "
                                + (acme == null ? "--tls-cert" : "--acme")))
                : authority.thenApply(PrivateAuthority::pem);
    }

    @Override
    public void close() {
        if (http != null) {
            http.close();
        }
        source.close();
        scheduler.shutdownNow();
    }
}
