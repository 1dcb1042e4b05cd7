package dev.moosic.tunnel.protocol.websocket;

import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The acceptor's side of the WebSocket handshake, section 2. */
public final class ServerUpgrade {
    private static final String WEBSOCKET_VERSION = "13";

    private ServerUpgrade() {}

    /** Whether {@code request} asks for the tunnel protocol, well or badly: only then is it ours to answer. */
    public static boolean isControlUpgrade(HttpRequest request) {
        HttpHeaders headers = request.headers();
        return headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                        .flatMap(value -> Arrays.stream(value.split(",")))
                        .anyMatch(value -> value.trim().equals(ProtocolLimits.SUBPROTOCOL));
    }

    /** Why a control upgrade cannot be granted, as an HTTP status and a sentence. */
    public record Refusal(HttpResponseStatus status, String message) {}

    /** Judges a request for which {@link #isControlUpgrade} holds; {@code null} if it may be granted. */
    public static @Nullable Refusal check(HttpRequest request) {
        HttpHeaders headers = request.headers();
        if (headers.contains(HttpHeaderNames.ORIGIN)) {
            return new Refusal(
                    HttpResponseStatus.FORBIDDEN, "web pages may not open control connections; send no Origin");
        }
        if (!request.method().equals(HttpMethod.GET)) {
            return new Refusal(HttpResponseStatus.METHOD_NOT_ALLOWED, "a WebSocket is opened with GET");
        }
        if (!headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                || !headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)) {
            return new Refusal(
                    HttpResponseStatus.BAD_REQUEST, "the request needs Connection: Upgrade and Sec-WebSocket-Key");
        }
        if (!WEBSOCKET_VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return new Refusal(
                    HttpResponseStatus.UPGRADE_REQUIRED, "Sec-WebSocket-Version has to be " + WEBSOCKET_VERSION);
        }
        return null;
    }

    /**
     * Grants the upgrade: answers 101, then replaces all of {@code httpHandlers} with the {@link WebSocketPacketCodec}
     * and {@code next}. Bytes that came behind the request are not lost. On the event loop, in the handling of
     * {@code request}, with the HTTP server codec in place.
     *
     * @param ctx whose outbound side leads to the HTTP codec
     * @param request one that {@link #check} has nothing against; stays the caller's
     * @param httpHandlers names, in order from the HTTP server codec on, of the handlers to remove
     * @param next reads and writes packets
     */
    public static void accept(
            ChannelHandlerContext ctx, HttpRequest request, List<String> httpHandlers, ChannelHandler next) {
        ctx.writeAndFlush(new Handshake().response(request));
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.addLast(WebSocketPacketCodec.NAME, new WebSocketPacketCodec(Masking.NONE));
        pipeline.addLast(next);
        // The HTTP codec goes last, since it then hands on what it has read beyond the request.
        for (int i = httpHandlers.size() - 1; i >= 0; i--) {
            pipeline.remove(httpHandlers.get(i));
        }
    }

    /** Netty's answer, without its frame codecs. */
    private static final class Handshake extends WebSocketServerHandshaker13 {
        Handshake() {
            super("", ProtocolLimits.SUBPROTOCOL, false, ProtocolLimits.MAX_PACKET_BYTES);
        }

        FullHttpResponse response(HttpRequest request) {
            FullHttpResponse response = newHandshakeResponse(
                    new DefaultFullHttpRequest(
                            request.protocolVersion(),
                            request.method(),
                            request.uri(),
                            Unpooled.EMPTY_BUFFER,
                            request.headers(),
                            EmptyHttpHeaders.INSTANCE),
                    EmptyHttpHeaders.INSTANCE);
            response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, ProtocolLimits.SUBPROTOCOL);
            return response;
        }
    }
}
