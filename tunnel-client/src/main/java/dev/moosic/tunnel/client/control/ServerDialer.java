package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.client.config.ProxyAddress;
import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.client.proxy.ProxyRoutes;
import dev.moosic.tunnel.client.socket.FailureText;
import dev.moosic.tunnel.client.socket.SocketDialer;
import dev.moosic.tunnel.protocol.transport.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the byte stream to a server: name, TCP, proxy, TLS, each within {@link ControlPipeline#STEP_TIMEOUT}. */
public final class ServerDialer {
    private static final Logger log = LoggerFactory.getLogger(ServerDialer.class);

    /** How Netty's proxy handlers say so: HTTP's status, and SOCKS5's answer to a password or to the want of one. */
    private static final Pattern PROXY_REFUSES_CREDENTIALS =
            Pattern.compile("status: 40[17]|authStatus: |unexpected authMethod");

    private static final String UNKNOWN_AUTHORITY =
            "a server with an authority of its own is trusted by its invite: enrol with one; a private CA is trusted by"
                    + " java -Djavax.net.ssl.trustStore=FILE, see \"TLS\" in docs/operations.md";

    private final SocketDialer sockets;
    private final ProxyRoutes proxies;
    private final ServerTrust trust;

    public ServerDialer(SocketDialer sockets, ProxyRoutes proxies, ServerTrust trust) {
        this.sockets = sockets;
        this.proxies = proxies;
        this.trust = trust;
    }

    /**
     * Learns the time from an answer, if it came over TLS. On the channel's event loop.
     *
     * @param date by the server's clock
     * @return why the server is not to be trusted after all, or {@code null}
     */
    @Nullable
    ConnectFailure heard(Channel channel, ServerAddress server, Instant date) {
        if (!(channel.pipeline().get(ControlPipeline.TLS) instanceof SslHandler tls)) {
            return null;
        }
        try {
            X509Certificate leaf = (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
            return trust.heard(leaf, date)
                    ? null
                    : ConnectFailure.retry(
                            ConnectStep.TLS,
                            server.authority() + ": the server's certificate ended at "
                                    + leaf.getNotAfter().toInstant() + ", and by its own clock it is " + date);
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException("no server is asked before its certificate was checked", e);
        }
    }

    /** The proxy on the way to {@code server}, or {@code null}. */
    public @Nullable ProxyAddress proxyTo(ServerAddress server) {
        return proxies.to(server);
    }

    /**
     * A connected channel whose pipeline ends with TLS, or is empty; autoRead is on.
     *
     * @param passed told of each step done, for {@code check}
     * @return fails with {@link ConnectFailure}; cancelling it closes what was opened
     */
    public Future<Channel> dial(ServerAddress server, EventLoop loop, Consumer<ConnectStep> passed) {
        Promise<Channel> opened = loop.newPromise();
        @Nullable ProxyAddress proxy = proxies.to(server);
        Future<Channel> dialled = sockets.dial(
                proxy == null ? server.host() : proxy.host(),
                proxy == null ? server.port() : proxy.port(),
                ControlPipeline.STEP_TIMEOUT,
                loop,
                new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        // A control connection has no use for half of one: the server's end is the end.
                        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
                        channel.config().setAutoRead(true);
                        Transport.prepareReads(channel);
                        sockets.transport().tuneControlConnection(channel);
                        if (proxy != null) {
                            channel.pipeline().addLast(new ProxyConnect(proxy, server));
                        }
                        channel.pipeline().addLast(ControlPipeline.OPENING, new OpeningFailures());
                    }
                });
        opened.addListener(done -> {
            if (opened.isCancelled()) {
                dialled.cancel(false);
            }
        });
        dialled.addListener((Future<Channel> done) -> {
            if (done.isSuccess()) {
                passed.accept(ConnectStep.NAME);
                passed.accept(ConnectStep.TCP);
                new Opening(server, done.getNow(), opened, passed).proxied();
            } else {
                opened.tryFailure(tcpFailure(server, proxy, done.cause()));
            }
        });
        return opened;
    }

    private static ConnectFailure tcpFailure(ServerAddress server, @Nullable ProxyAddress proxy, Throwable cause) {
        String target = proxy == null ? server.authority() : "proxy " + proxy;
        if (cause instanceof UnknownHostException) {
            return ConnectFailure.retry(ConnectStep.NAME, "the name of " + target + " is not known");
        }
        return ConnectFailure.retry(ConnectStep.TCP, target + ": " + FailureText.of(cause));
    }

    /** The futures of proxy and TLS tell the same failures. */
    private static final class OpeningFailures extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            log.debug("control connection not opened reason=\"{}\"", String.valueOf(cause.getMessage()));
        }
    }

    /** What follows TCP, on the event loop. */
    private final class Opening {
        private final ServerAddress server;
        private final Channel channel;
        private final Promise<Channel> opened;
        private final Consumer<ConnectStep> passed;

        Opening(ServerAddress server, Channel channel, Promise<Channel> opened, Consumer<ConnectStep> passed) {
            this.server = server;
            this.channel = channel;
            this.opened = opened;
            this.passed = passed;
            opened.addListener(done -> {
                if (!done.isSuccess()) {
                    channel.close();
                }
            });
        }

        void proxied() {
            if (channel.pipeline().get(ControlPipeline.PROXY) instanceof ProxyHandler proxy) {
                proxy.connectFuture().addListener((Future<Channel> done) -> {
                    if (done.isSuccess()) {
                        passed.accept(ConnectStep.PROXY);
                        secured();
                    } else {
                        opened.tryFailure(ConnectFailure.retry(
                                ConnectStep.PROXY,
                                proxy.protocol() + " proxy: " + proxyReason(done.cause()) + "; expected a way to "
                                        + server.authority()));
                    }
                });
            } else {
                secured();
            }
        }

        private void secured() {
            if (!server.tls()) {
                done();
                return;
            }
            SslHandler tls = trust.newHandler(channel, server);
            tls.setHandshakeTimeoutMillis(ControlPipeline.STEP_TIMEOUT.toMillis());
            channel.pipeline().addBefore(ControlPipeline.OPENING, ControlPipeline.TLS, tls);
            tls.handshakeFuture().addListener((Future<Channel> handshake) -> {
                if (handshake.isSuccess()) {
                    passed.accept(ConnectStep.TLS);
                    done();
                } else {
                    opened.tryFailure(tlsFailure(server, root(handshake.cause())));
                }
            });
        }

        private void done() {
            channel.pipeline().remove(ControlPipeline.OPENING);
            if (!opened.trySuccess(channel)) {
                channel.close();
            }
        }

        /** What the proxy said, without the addresses and the scheme that Netty puts before it. */
        private static String proxyReason(Throwable failure) {
            String text = FailureText.of(failure);
            int said = text.indexOf(", ", Math.max(0, text.indexOf(" => ")));
            String reason = text.contains(" => ") && said >= 0 ? text.substring(said + 2) : text;
            return PROXY_REFUSES_CREDENTIALS.matcher(reason).find()
                    ? "it does not accept the user name and password, or wants some (" + reason + ")"
                    : reason;
        }

        private static ConnectFailure tlsFailure(ServerAddress server, Throwable cause) {
            ConnectFailure failure =
                    ConnectFailure.retry(ConnectStep.TLS, server.authority() + ": " + FailureText.of(cause));
            return FailureText.isUnknownAuthority(cause) ? failure.withRemedy(UNKNOWN_AUTHORITY) : failure;
        }

        private static Throwable root(Throwable failure) {
            Throwable root = failure;
            while (root.getCause() != null) {
                root = Objects.requireNonNull(root.getCause());
            }
            return root;
        }
    }
}
