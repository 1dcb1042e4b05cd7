package dev.moosic.tunnel.server.api;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpConstants;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import java.nio.charset.StandardCharsets;

/** Writes requests to the local service; the target goes byte for byte as the caller sent it, whatever its encoding. */
final class RequestEncoder extends HttpRequestEncoder {
    private static final int CRLF = (HttpConstants.CR << 8) | HttpConstants.LF;

    @Override
    protected void encodeInitialLine(ByteBuf buffer, HttpRequest request) {
        ByteBufUtil.copy(request.method().asciiName(), buffer);
        buffer.writeByte(HttpConstants.SP);
        buffer.writeCharSequence(request.uri(), StandardCharsets.ISO_8859_1);
        buffer.writeByte(HttpConstants.SP);
        buffer.writeCharSequence(request.protocolVersion().text(), StandardCharsets.US_ASCII);
        buffer.writeShort(CRLF);
    }
}
