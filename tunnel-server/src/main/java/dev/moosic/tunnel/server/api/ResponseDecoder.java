package dev.moosic.tunnel.server.api;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;

/** Reads the local service's responses; knows the method of the request at hand, on which their framing depends. */
final class ResponseDecoder extends HttpResponseDecoder {
    static final int MAX_STATUS_LINE_BYTES = 8 * 1024;
    static final int MAX_HEADER_BYTES = 64 * 1024;
    private static final int MAX_PIECE_BYTES = 256 * 1024;

    private HttpMethod method = HttpMethod.GET;

    ResponseDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_STATUS_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxChunkSize(MAX_PIECE_BYTES));
    }

    /** Called with each request, before it is written. */
    void expectResponseTo(HttpMethod requestMethod) {
        method = requestMethod;
    }

    /** Bytes that came and belong to no message read so far. */
    int undecodedBytes() {
        ByteBuf cumulation = internalBuffer();
        return cumulation.readableBytes();
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return method.equals(HttpMethod.HEAD)
                || message instanceof HttpResponse response
                        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                || super.isContentAlwaysEmpty(message);
    }
}
