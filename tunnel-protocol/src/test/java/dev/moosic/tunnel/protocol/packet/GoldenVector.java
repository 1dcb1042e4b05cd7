package dev.moosic.tunnel.protocol.packet;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * One line of a file of golden vectors, section 15 of the protocol document.
 *
 * @param meaning the JSON of the third column
 */
public record GoldenVector(String name, String hex, JsonNode meaning) {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    /** All vectors of {@code golden/file}. */
    public static List<GoldenVector> read(String file) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(GoldenVector.class.getResourceAsStream("/golden/" + file)),
                StandardCharsets.UTF_8))) {
            return lines.lines().map(GoldenVector::ofLine).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a packet says, as the third column does: its type, then its fields; payload in hex. */
    public static JsonNode meaningOf(ControlPacket packet) {
        ObjectNode meaning = MAPPER.createObjectNode().put("type", packet.type().name());
        if (packet instanceof Data data) {
            meaning.put("streamId", data.streamId()).put("payload", ByteBufUtil.hexDump(data.content()));
        } else {
            meaning.setAll((ObjectNode) MAPPER.valueToTree(packet));
        }
        // Through text, so that numbers compare as they do in the file.
        return parse(meaning.toString());
    }

    /** The second column as bytes, on the heap. */
    public ByteBuf bytes() {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
    }

    @Override
    public String toString() {
        return name;
    }

    private static GoldenVector ofLine(String line) {
        String[] columns = line.split("\t", -1);
        if (columns.length != 3) {
            throw new IllegalArgumentException("a golden vector has 3 columns; found " + columns.length + ": " + line);
        }
        return new GoldenVector(columns[0], columns[1], parse(columns[2]));
    }

    private static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
