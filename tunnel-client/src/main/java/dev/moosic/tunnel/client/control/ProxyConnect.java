package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.client.config.ProxyAddress;
import dev.moosic.tunnel.client.config.ServerAddress;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns a connect to one of the proxy's addresses into a connect to the server through it. The server's name is left to
 * the proxy to resolve. Replaces itself with Netty's proxy handler.
 */
final class ProxyConnect extends ChannelOutboundHandlerAdapter {
    private final ProxyAddress proxy;
    private final ServerAddress server;

    ProxyConnect(ProxyAddress proxy, ServerAddress server) {
        this.proxy = proxy;
        this.server = server;
    }

    @Override
    public void connect(
            ChannelHandlerContext ctx, SocketAddress proxyAddress, @Nullable SocketAddress local, ChannelPromise done) {
        ProxyHandler handler = handler(proxyAddress);
        handler.setConnectTimeoutMillis(ControlPipeline.STEP_TIMEOUT.toMillis());
        ctx.pipeline().addFirst(ControlPipeline.PROXY, handler);
        ctx.connect(InetSocketAddress.createUnresolved(server.host(), server.port()), local, done);
        ctx.pipeline().remove(this);
    }

    private ProxyHandler handler(SocketAddress address) {
        @Nullable String user = proxy.user();
        String password = Objects.requireNonNullElse(proxy.password(), "");
        return switch (proxy.kind()) {
            case HTTP ->
                user == null
                        ? new HttpProxyHandler(address, (HttpHeaders) null)
                        : new HttpProxyHandler(address, user, password);
            case SOCKS5 ->
                user == null ? new Socks5ProxyHandler(address) : new Socks5ProxyHandler(address, user, password);
        };
    }
}
