package dev.moosic.tunnel.protocol.websocket;

import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The dialer's side of the WebSocket handshake, section 2: the last handler of a channel to the server (behind TLS, for
 * {@code wss}). Asks for the upgrade, and once it is granted replaces itself with the {@link WebSocketPacketCodec} and
 * the next phase; no byte is lost between. On any failure it closes the channel, after it has read why, if the server
 * says so. Has no timeout of its own.
 */
public final class ClientUpgrade extends ChannelInboundHandlerAdapter {
    private static final String HTTP_CODEC = "http-codec";

    private final Handshake handshake;
    private final Masking masking;
    private final ChannelHandler next;
    private final ChannelPromise upgraded;
    private final ProblemDetail detail = new ProblemDetail();
    private @Nullable HttpResponse refusal;
    private boolean requested;

    /**
     * @param url where the tunnel server is, {@code ws://} or {@code wss://} with its path
     * @param headers to send besides those of WebSocket
     * @param masking not {@link Masking#NONE}
     * @param next added behind the codec; reads and writes packets
     * @param upgraded succeeds when {@code next} is in place; fails with an {@link UpgradeRefusedException} if the answer
     *     was not a tunnel server's, else with what went wrong
     */
    public ClientUpgrade(URI url, HttpHeaders headers, Masking masking, ChannelHandler next, ChannelPromise upgraded) {
        this.handshake = new Handshake(url, headers);
        this.masking = masking;
        this.next = next;
        this.upgraded = upgraded;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.pipeline().addBefore(ctx.name(), HTTP_CODEC, new HttpClientCodec());
        if (ctx.channel().isActive()) {
            request(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        request(ctx);
        ctx.fireChannelActive();
    }

    /** Once: a handler added while a channel becomes active finds it active, and is told so a second time. */
    private void request(ChannelHandlerContext ctx) {
        if (requested) {
            return;
        }
        requested = true;
        ctx.writeAndFlush(handshake.newHandshakeRequest()).addListener(written -> {
            if (!written.isSuccess()) {
                fail(ctx, written.cause());
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpResponse response && !upgraded.isDone()) {
                answered(ctx, response);
            }
            if (message instanceof HttpContent content && refusal != null) {
                explain(ctx, refusal, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void answered(ChannelHandlerContext ctx, HttpResponse response) {
        if (response.decoderResult().isFailure()) {
            fail(ctx, response.decoderResult().cause());
        } else if (!response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            refusal = response;
            if (!ProblemDetail.isIn(response)) {
                refused(ctx, response);
            }
        } else {
            try {
                handshake.verify(response);
            } catch (WebSocketHandshakeException e) {
                fail(ctx, new UpgradeRefusedException(String.valueOf(e.getMessage()), response, null));
                return;
            }
            upgrade(ctx);
        }
    }

    private void explain(ChannelHandlerContext ctx, HttpResponse response, HttpContent part) {
        try {
            detail.add(part.content());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (part instanceof LastHttpContent || detail.isTooLong()) {
            refused(ctx, response);
        }
    }

    private void refused(ChannelHandlerContext ctx, HttpResponse response) {
        fail(
                ctx,
                new UpgradeRefusedException(
                        "the upgrade was answered with " + response.status(), response, detail.text()));
    }

    /** The HTTP codec goes last, since it then hands on what it has read beyond the answer. */
    private void upgrade(ChannelHandlerContext ctx) {
        ChannelPipeline pipeline = ctx.pipeline();
        // The next phase may write as soon as it is added, and what it writes is no HTTP.
        pipeline.get(HttpClientCodec.class).removeOutboundHandler();
        pipeline.addAfter(ctx.name(), WebSocketPacketCodec.NAME, new WebSocketPacketCodec(masking));
        pipeline.addLast(next);
        pipeline.remove(this);
        upgraded.trySuccess();
        pipeline.remove(HTTP_CODEC);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (refusal != null) {
            refused(ctx, refusal);
        }
        fail(ctx, new IOException("the connection was closed before the upgrade was answered"));
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, cause);
    }

    private void fail(ChannelHandlerContext ctx, Throwable cause) {
        if (upgraded.tryFailure(cause)) {
            ctx.close();
        }
    }

    /** Netty's request and its check of the answer, without its frame codecs. */
    private static final class Handshake extends WebSocketClientHandshaker13 {
        Handshake(URI url, HttpHeaders headers) {
            super(
                    url,
                    WebSocketVersion.V13,
                    ProtocolLimits.SUBPROTOCOL,
                    false,
                    headers,
                    ProtocolLimits.MAX_PACKET_BYTES);
        }

        /** Without Origin, which only browsers have. */
        @Override
        protected FullHttpRequest newHandshakeRequest() {
            FullHttpRequest request = super.newHandshakeRequest();
            request.headers().remove(HttpHeaderNames.ORIGIN).remove(HttpHeaderNames.SEC_WEBSOCKET_ORIGIN);
            return request;
        }

        /** @throws WebSocketHandshakeException if it is not an upgrade to the tunnel protocol */
        void verify(HttpResponse response) {
            verify(new DefaultFullHttpResponse(
                    response.protocolVersion(),
                    response.status(),
                    Unpooled.EMPTY_BUFFER,
                    response.headers(),
                    EmptyHttpHeaders.INSTANCE));
            String subprotocol = response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
            if (!ProtocolLimits.SUBPROTOCOL.equals(subprotocol)) {
                throw new WebSocketHandshakeException("the server agreed on subprotocol " + subprotocol + "; expected "
                        + ProtocolLimits.SUBPROTOCOL + ": it is not a tunnel server");
            }
            if (response.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS)) {
                throw new WebSocketHandshakeException("the server agreed on extensions; none were offered");
            }
        }
    }
}
