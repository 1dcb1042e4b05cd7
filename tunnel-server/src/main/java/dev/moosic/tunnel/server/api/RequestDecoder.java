package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.server.config.HttpSettings;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpConstants;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Reads a caller's requests, RFC 9112, with nothing lenient about it: on top of Netty's strict line and framing rules it
 * refuses a line that begins with white space (obs-fold, section 5.2), which Netty would join to the line before.
 */
final class RequestDecoder extends HttpRequestDecoder {
    /** Contents are handed on in pieces of at most this; a read of the socket is not larger. */
    private static final int MAX_PIECE_BYTES = 256 * 1024;

    private boolean inHead = true;
    private boolean startLineSeen;
    private boolean refused;

    RequestDecoder(HttpSettings settings) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(settings.requestLineBytes())
                .setMaxHeaderSize(settings.headerBytes())
                .setMaxChunkSize(MAX_PIECE_BYTES));
    }

    /** Whether a part of a request head has arrived, and its end has not. */
    boolean isHeadPending() {
        return inHead && (startLineSeen || actualReadableBytes() > 0);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        if (refused) {
            buffer.skipBytes(buffer.readableBytes());
            return;
        }
        if (inHead && hasFoldedLine(buffer)) {
            refused = true;
            buffer.skipBytes(buffer.readableBytes());
            HttpMessage invalid = createInvalidMessage();
            invalid.setDecoderResult(DecoderResult.failure(
                    new IllegalArgumentException("a line of the request's head begins with white space")));
            out.add(invalid);
            return;
        }
        super.decode(ctx, buffer, out);
        for (int i = 0; i < out.size(); i++) {
            note(out.get(i));
        }
    }

    private void note(Object message) {
        if (message instanceof HttpMessage) {
            inHead = false;
        }
        if (message instanceof LastHttpContent) {
            inHead = true;
            startLineSeen = false;
        }
    }

    /** Looks at the lines that {@code super.decode} is about to take; a line not yet complete is looked at again. */
    private boolean hasFoldedLine(ByteBuf buffer) {
        int line = buffer.readerIndex();
        int end = buffer.writerIndex();
        while (line < end) {
            byte first = buffer.getByte(line);
            if (first == HttpConstants.SP || first == HttpConstants.HT) {
                return true;
            }
            int feed = buffer.indexOf(line, end, HttpConstants.LF);
            if (feed < 0) {
                return false;
            }
            boolean empty = feed == line || feed == line + 1 && first == HttpConstants.CR;
            if (empty && startLineSeen) {
                return false;
            }
            startLineSeen |= !empty;
            line = feed + 1;
        }
        return false;
    }

    /** Netty reads the protocol's name in any case; RFC 9112 section 2.3 does not. */
    @Override
    protected HttpMessage createMessage(String[] initialLine) throws Exception {
        if (!initialLine[2].startsWith("HTTP/")) {
            throw new IllegalArgumentException("the request line does not end with an HTTP version");
        }
        return super.createMessage(initialLine);
    }

    @Override
    protected HttpMessage createInvalidMessage() {
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/bad-request");
    }
}
