package dev.moosic.tunnel.protocol.packet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;

/**
 * JSON payloads, sections 5 and 6: one object, unknown members ignored, unknown names of an enum read as its default or
 * as absent. Numbers are numbers: no text, no fraction is taken for one, and none for text.
 */
final class JsonPayload {
    private static final int MAX_DEPTH = 8;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxDocumentLength(ProtocolLimits.MAX_JSON_BYTES)
                            .build())
                    .build())
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private JsonPayload() {}

    /** Reads {@code in} to its end. */
    static <T> T read(ByteBuf in, Class<T> type) {
        int size = in.readableBytes();
        if (size > ProtocolLimits.MAX_JSON_BYTES) {
            throw new ProtocolException(type.getSimpleName() + " of " + size + " bytes of JSON; at most "
                    + ProtocolLimits.MAX_JSON_BYTES + " are allowed");
        }
        try {
            T value = MAPPER.readValue(ByteBufUtil.getBytes(in), type);
            in.skipBytes(size);
            if (value == null) {
                throw new ProtocolException(type.getSimpleName() + " that is null; expected a JSON object");
            }
            return value;
        } catch (JsonProcessingException e) {
            // Where, not what: the text may hold a token.
            String where = e.getLocation() == null
                    ? ""
                    : " at byte " + Math.max(0, e.getLocation().getByteOffset());
            throw new ProtocolException(type.getSimpleName() + " that is not a JSON object as defined" + where);
        } catch (IOException e) {
            throw new ProtocolException(type.getSimpleName() + " that is not JSON");
        }
    }

    /** Appends {@code value} as JSON. */
    static void write(Object value, ByteBuf out) {
        byte[] json = bytes(value);
        if (json.length > ProtocolLimits.MAX_JSON_BYTES) {
            throw new IllegalArgumentException(value.getClass().getSimpleName() + " of " + json.length
                    + " bytes of JSON; at most " + ProtocolLimits.MAX_JSON_BYTES + " are allowed");
        }
        out.writeBytes(json);
    }

    /** {@code value} as JSON, however long. */
    static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a " + value.getClass().getSimpleName() + " is always written", e);
        }
    }
}
