package dev.moosic.tunnel.server.control;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.audit.AuditEvent;
import dev.moosic.tunnel.protocol.transport.Transport;
import dev.moosic.tunnel.protocol.websocket.ServerUpgrade;
import dev.moosic.tunnel.server.net.AddressLimit;
import dev.moosic.tunnel.server.net.AddressText;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Takes control connections in (seeds: {@code control_server}): the upgrade, then the hello, then the session. On the
 * event loop of the channel concerned.
 */
public final class ControlServer {
    private static final String UPGRADE = "control-upgrade";

    private final ClientHandshake handshake;
    private final PublicAddresses addresses;
    private final Transport transport;
    private final AddressLimit unauthenticated;
    private final boolean clientCertificates;
    private final Audit audit;

    /**
     * @param unauthenticatedPerAddress control connections of one address that have not said who they are
     * @param clientCertificates whether a client must have shown a certificate in its TLS handshake
     * @param audit told of those refused for want of one
     */
    ControlServer(
            ClientHandshake handshake,
            PublicAddresses addresses,
            Transport transport,
            int unauthenticatedPerAddress,
            boolean clientCertificates,
            Audit audit) {
        this.handshake = handshake;
        this.addresses = addresses;
        this.transport = transport;
        this.clientCertificates = clientCertificates;
        this.audit = audit;
        this.unauthenticated = new AddressLimit(unauthenticatedPerAddress);
    }

    /**
     * Answers a request for a control connection, and owns the channel from here on.
     *
     * @param channel its pipeline ends with the HTTP server codec; autoRead is off
     * @param request stays the caller's
     */
    public void upgrade(Channel channel, FullHttpRequest request) {
        ServerUpgrade.Refusal refusal = ServerUpgrade.check(request);
        if (refusal != null) {
            refuse(channel, refusal.status(), refusal.message());
            return;
        }
        if (clientCertificates && !showsCertificate(channel)) {
            audit.decided(AuditEntry.refused(AuditEvent.HELLO, "no client certificate was shown")
                    .address(AddressText.withoutPort(channel.remoteAddress())));
            refuse(
                    channel,
                    HttpResponseStatus.FORBIDDEN,
                    "this server wants a certificate of its clients' authority: give the client one by --tls-cert and"
                            + " --tls-key");
            return;
        }
        SocketAddress address = channel.remoteAddress();
        if (!unauthenticated.tryAcquire(address)) {
            refuse(
                    channel,
                    HttpResponseStatus.TOO_MANY_REQUESTS,
                    "too many control connections of this address have not said who they are");
            return;
        }
        awaitClientHello(channel, request, address);
    }

    /** The handshake has verified it against the authorities given. */
    private static boolean showsCertificate(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        try {
            return tls != null && tls.engine().getSession().getPeerCertificates().length > 0;
        } catch (SSLPeerUnverifiedException none) {
            return false;
        }
    }

    private void awaitClientHello(Channel channel, FullHttpRequest request, SocketAddress address) {
        boolean secure = channel.pipeline().get(SslHandler.class) != null;
        ControlPeer peer = new ControlPeer(
                address, addresses.dialled(secure, request.headers().get(HttpHeaderNames.HOST)), channel.eventLoop());
        // For a control connection a FIN is the end: what matters is ordered by End, stream by stream.
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        transport.tuneControlConnection(channel);
        // A context writes through the handlers before it: this one stands behind the HTTP codec.
        channel.pipeline().addLast(UPGRADE, new ChannelHandlerAdapter() {});
        ServerUpgrade.accept(
                channel.pipeline().context(UPGRADE),
                request,
                httpHandlers(channel),
                new ClientHelloHandler(
                        hello -> handshake.verifyClientHandshake(hello, peer), () -> unauthenticated.release(address)));
        channel.config().setAutoRead(true);
    }

    private static List<String> httpHandlers(Channel channel) {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, ChannelHandler> handler : channel.pipeline()) {
            if (!(handler.getValue() instanceof SslHandler)) {
                names.add(handler.getKey());
            }
        }
        return names;
    }

    private static void refuse(Channel channel, HttpResponseStatus status, String message) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, ByteBufUtil.writeUtf8(channel.alloc(), problem(status, message)));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    /** RFC 9457; a tunnel client shows the detail. */
    private static String problem(HttpResponseStatus status, String detail) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("title", status.reasonPhrase())
                .put("status", status.code())
                .put("detail", detail)
                .toString();
    }
}
