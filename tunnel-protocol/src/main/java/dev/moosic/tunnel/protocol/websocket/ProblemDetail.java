package dev.moosic.tunnel.protocol.websocket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Why a server refused, in its own words: the {@code detail} of an RFC 9457 body, as it comes in. Not thread-safe. */
final class ProblemDetail {
    private static final String MEDIA_TYPE = "application/problem+json";
    private static final JsonMapper JSON = new JsonMapper();

    /** Control and format characters, line ends, and what is no character at all. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean tooLong;

    static boolean isIn(HttpResponse response) {
        String type = response.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        return type.toLowerCase(Locale.ROOT).startsWith(MEDIA_TYPE);
    }

    /** @param part stays the caller's */
    void add(ByteBuf part) throws IOException {
        tooLong |= part.readableBytes() > ProtocolLimits.MAX_REFUSAL_BYTES - body.size();
        if (!tooLong) {
            part.getBytes(part.readerIndex(), body, part.readableBytes());
        }
    }

    boolean isTooLong() {
        return tooLong;
    }

    /** Fit to be shown; {@code null} if there is none. */
    @Nullable
    String text() {
        JsonNode detail = tooLong ? null : parsed().get("detail");
        if (detail == null || !detail.isTextual() || detail.textValue().isBlank()) {
            return null;
        }
        String text = UNPRINTABLE.matcher(detail.textValue()).replaceAll("\ufffd");
        return text.codePointCount(0, text.length()) <= ProtocolLimits.MAX_REFUSAL_CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, ProtocolLimits.MAX_REFUSAL_CHARACTERS)) + "…";
    }

    private JsonNode parsed() {
        try {
            return JSON.readTree(body.toByteArray());
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }
}
