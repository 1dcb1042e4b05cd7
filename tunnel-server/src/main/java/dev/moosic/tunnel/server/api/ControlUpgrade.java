package dev.moosic.tunnel.server.api;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;

/** Takes over a channel that asked for a control connection: {@code GET /ws} with our subprotocol. */
@FunctionalInterface
public interface ControlUpgrade {

    /**
     * Completes the WebSocket handshake and owns the channel from here on. On its event loop.
     *
     * @param channel its pipeline holds (TLS and) an {@code HttpRequestDecoder} and an {@code HttpResponseEncoder};
     *     autoRead is off
     * @param request released by the caller after the return
     */
    void upgrade(Channel channel, FullHttpRequest request);
}
