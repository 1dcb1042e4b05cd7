package dev.moosic.tunnel.server.admin;

import dev.moosic.tunnel.auth.ServerAuth;
import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.identity.PortRange;
import dev.moosic.tunnel.protocol.transport.Transport;
import dev.moosic.tunnel.server.config.AdminSettings;
import dev.moosic.tunnel.server.config.ConfigException;
import dev.moosic.tunnel.server.control.ConnectedClients;
import dev.moosic.tunnel.server.net.AddressText;
import dev.moosic.tunnel.server.net.BindFailures;
import dev.moosic.tunnel.server.registry.ConnectionRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The admin listener. */
public final class AdminServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AdminServer.class);
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int READ_TIMEOUT_SECONDS = 10;

    private final Channel channel;
    private final Path dataDirectory;
    private volatile AdminCredential credential;

    private AdminServer(Channel channel, Path dataDirectory, AdminCredential credential) {
        this.channel = channel;
        this.dataDirectory = dataDirectory;
        this.credential = credential;
    }

    /**
     * Listens, and writes the credential into the data folder. Blocks for a moment.
     *
     * @param remotePorts what an invite grants if nothing else is asked for
     * @param audit told of who comes, and of what is decided
     * @param metrics Prometheus text, made when asked for
     * @param authorityPem the certificate of the private authority
     * @param clock what says how long ago grants were changed
     * @param tls null: plain HTTP
     * @throws ConfigException if the address cannot be listened on
     */
    public static AdminServer start(
            AdminSettings settings,
            Path dataDirectory,
            Transport transport,
            EventLoopGroup eventLoops,
            ServerAuth auth,
            ConnectedClients clients,
            PortRange remotePorts,
            ConnectionRegistry registry,
            Audit audit,
            Supplier<String> metrics,
            Supplier<CompletionStage<String>> authorityPem,
            Clock clock,
            @Nullable AdminTls tls)
            throws IOException {
        AtomicReference<AdminHandler> handler = new AtomicReference<>();
        ChannelFuture bound = new ServerBootstrap()
                .group(eventLoops)
                .channel(transport.serverSocketChannel())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel child) {
                        if (tls != null) {
                            child.pipeline().addLast(tls.handlers().get());
                        }
                        child.pipeline()
                                .addLast(new ReadTimeoutHandler(READ_TIMEOUT_SECONDS))
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(MAX_BODY_BYTES))
                                .addLast(handler.get());
                    }
                })
                .bind(settings.listen().resolve())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new ConfigException("the admin listener cannot listen on " + settings.listen() + ": "
                    + (BindFailures.isTaken(bound.cause())
                            ? "the port is taken: choose another with --admin-bind"
                            : bound.cause().getMessage()));
        }
        InetSocketAddress local = (InetSocketAddress) bound.channel().localAddress();
        URI url = URI.create(
                (tls == null ? "http://" : "https://") + AddressText.of(settings.localHost(), local.getPort()));
        AdminCredential credential = AdminCredential.create(url, tls == null ? null : AdminTrust.NONE);
        handler.set(new AdminHandler(
                credential,
                new AdminApi(auth, clients, remotePorts, registry, audit, authorityPem, clock),
                metrics,
                audit));
        credential.write(dataDirectory);
        AdminServer server = new AdminServer(bound.channel(), dataDirectory, credential);
        if (tls != null) {
            tls.trust().thenAccept(server::tellTrust);
        }
        return server;
    }

    private synchronized void tellTrust(AdminTrust trust) {
        if (!channel.isOpen()) {
            return;
        }
        credential = credential.withTrust(trust);
        try {
            credential.write(dataDirectory);
        } catch (IOException e) {
            log.error("admin.json cannot be written, so subcommands will not know this server: {}", e.toString());
        }
    }

    /** How this machine reaches it. */
    public URI url() {
        return credential.url();
    }

    public int port() {
        return credential.url().getPort();
    }

    /** Whether a token is the admin credential. */
    public boolean isOperator(String token) {
        return credential.isToken(token);
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close().awaitUninterruptibly();
        AdminCredential.delete(dataDirectory);
    }
}
