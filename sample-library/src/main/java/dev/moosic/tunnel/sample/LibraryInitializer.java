package dev.moosic.tunnel.sample;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerExpectContinueHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;

/** The pipeline of one connection: HTTP/1.1, and a WebSocket at {@code /ws}. */
final class LibraryInitializer extends ChannelInitializer<SocketChannel> {
    private static final WebSocketServerProtocolConfig WEBSOCKET = WebSocketServerProtocolConfig.newBuilder()
            .websocketPath("/ws")
            .checkStartsWith(true)
            .maxFramePayloadLength(1 << 20)
            .build();

    private final Catalogue catalogue;

    LibraryInitializer(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast("http", new HttpServerCodec());
        pipeline.addLast("expect-continue", new HttpServerExpectContinueHandler());
        pipeline.addLast("websocket", new WebSocketServerProtocolHandler(WEBSOCKET));
        pipeline.addLast("websocket-echo", new WebSocketEcho());
        pipeline.addLast("library", new LibraryHandler(catalogue));
    }
}
