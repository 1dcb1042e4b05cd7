package dev.moosic.tunnel.protocol.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/protocol.md} and the code name the same limits, packet types and codes. */
class ProtocolDocumentTest {
    private static final Pattern IN_CODE_FONT = Pattern.compile("`([^`]+)`");
    private static final Pattern QUANTITY = Pattern.compile("(\\d[\\d,]*)( MiB| ms| s| bytes)?");
    private static final Pattern CODE = Pattern.compile("(\\d+) `([A-Z_]+)`");

    /** In the document under other headings than section 13, since they are no limits. */
    private static final Set<String> ELSEWHERE = Set.of("SUBPROTOCOL", "VERSION", "HEADER_BYTES", "HEADROOM_BYTES");

    @Test
    void eachLimitOfTheTableIsThatOfTheCode() throws Exception {
        Set<String> named = new HashSet<>(ELSEWHERE);
        for (String row : rows(section(13))) {
            String[] cells = row.split("\\|");
            List<String> names = new ArrayList<>();
            for (Matcher name = IN_CODE_FONT.matcher(cells[3]); name.find(); ) {
                names.add(name.group(1).replace("ProtocolLimits.", ""));
            }
            Matcher quantity = QUANTITY.matcher(cells[2]);
            for (String name : names) {
                assertThat(quantity.find())
                        .as("a value for each name in: " + row)
                        .isTrue();
                assertThat(valueOf(name)).as(name).isEqualTo(value(quantity));
                named.add(name);
            }
        }
        assertThat(named).containsExactlyInAnyOrderElementsOf(constants());
    }

    @Test
    void eachPacketTypeIsThatOfTheCode() throws IOException {
        List<String> documented = new ArrayList<>();
        for (String row : rows(section(4))) {
            String[] cells = row.split("\\|");
            int code = Integer.decode(cells[1].trim().replace("`", ""));
            documented.add(code + " " + cells[2].trim().replace("`", "").toUpperCase(Locale.ROOT));
            assertThat(PacketType.isSequenced(code))
                    .as(row)
                    .isEqualTo(cells[4].trim().equals("yes"));
        }
        assertThat(documented)
                .isEqualTo(Arrays.stream(PacketType.values())
                        .filter(type -> type != PacketType.UNKNOWN)
                        .map(type -> type.code() + " " + type.name().replace("_", ""))
                        .toList());
    }

    @Test
    void eachCodeIsThatOfTheCode() throws IOException {
        List<String> documented = new ArrayList<>();
        for (Matcher code = CODE.matcher(section(12)); code.find(); ) {
            documented.add(code.group(1) + " " + code.group(2));
        }
        List<String> coded = new ArrayList<>();
        Arrays.stream(RefusalCode.values()).forEach(code -> coded.add(code.code() + " " + code));
        Arrays.stream(StreamErrorCode.values()).forEach(code -> coded.add(code.code() + " " + code));
        Arrays.stream(CloseCode.values()).forEach(code -> coded.add(code.code() + " " + code));
        assertThat(documented).isEqualTo(coded);
    }

    /** The examples of section 15 are the golden files' own. */
    @Test
    void eachExampleIsAGoldenVector() throws IOException {
        List<GoldenVector> vectors = GoldenVector.read("packets.tsv");
        List<String> examples = section(15)
                .lines()
                .filter(line -> line.matches("[a-z]+ +[0-9a-f]{2} 00 .*"))
                .toList();
        assertThat(examples).hasSizeGreaterThan(10);
        for (String example : examples) {
            String[] nameAndBytes = example.split(" +", 2);
            assertThat(vectors)
                    .anySatisfy(vector -> assertThat(vector.name() + " " + vector.hex())
                            .isEqualTo(nameAndBytes[0] + " " + hex(nameAndBytes[1])));
        }
    }

    /** Hex digits in groups, and text in quotes. */
    private static String hex(String example) {
        StringBuilder hex = new StringBuilder();
        for (Matcher part = Pattern.compile("\"([^\"]*)\"|([0-9a-f]+)").matcher(example); part.find(); ) {
            if (part.group(2) != null) {
                hex.append(part.group(2));
            } else {
                part.group(1).chars().forEach(c -> hex.append(String.format("%02x", c)));
            }
        }
        return hex.toString();
    }

    private static String section(int number) throws IOException {
        String document = Files.readString(Path.of("../docs/protocol.md"));
        int start = document.indexOf("\n## " + number + ". ");
        int end = document.indexOf("\n## ", start + 1);
        return document.substring(start, end < 0 ? document.length() : end);
    }

    /** Of the section's table, without its head. */
    private static List<String> rows(String section) {
        return section.lines().filter(line -> line.startsWith("| ")).skip(1).toList();
    }

    private static long value(Matcher quantity) {
        long number = Long.parseLong(quantity.group(1).replace(",", ""));
        String unit = quantity.group(2) == null ? "" : quantity.group(2).trim();
        return switch (unit) {
            case "MiB" -> number * 1024 * 1024;
            case "s" -> number * 1_000;
            default -> number;
        };
    }

    /** Durations in milliseconds. */
    private static long valueOf(String name) throws ReflectiveOperationException {
        Object value = ProtocolLimits.class.getField(name).get(null);
        return value instanceof Duration duration ? duration.toMillis() : ((Number) value).longValue();
    }

    private static List<String> constants() {
        return Arrays.stream(ProtocolLimits.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .map(Field::getName)
                .toList();
    }
}
