package dev.moosic.tunnel.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every threat in {@code docs/security.md} names tests, and each of them exists. */
class ThreatsDocumentTest {
    private static final Path CHECKOUT = Path.of("..");
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z]+(?:Test|IT|Contract))\\.([a-zA-Z0-9]+)`");
    private static final int THREATS = 13;

    @Test
    void everyThreatHasATestThatExists() throws IOException {
        List<String> rows = rows();
        assertThat(rows).hasSizeGreaterThanOrEqualTo(THREATS);
        for (String row : rows) {
            Matcher tests = TEST.matcher(row);
            assertThat(tests.find()).as("a test in: %s", row).isTrue();
            do {
                assertThat(sources(tests.group(1)))
                        .as("%s.%s", tests.group(1), tests.group(2))
                        .contains("void " + tests.group(2) + "(");
            } while (tests.find());
        }
    }

    private static List<String> rows() throws IOException {
        String document = Files.readString(CHECKOUT.resolve("docs").resolve("security.md"));
        String section = document.substring(document.indexOf("\n## Threats and their tests\n") + 4);
        int next = section.indexOf("\n## ");
        List<String> rows = new ArrayList<>();
        for (String line :
                section.substring(0, next < 0 ? section.length() : next).lines().toList()) {
            if (line.startsWith("| ") && !line.startsWith("| threat |")) {
                rows.add(line);
            }
        }
        return rows;
    }

    /** Of every test of that name: packages may each have one. */
    private static String sources(String test) throws IOException {
        try (Stream<Path> files = Files.walk(CHECKOUT)) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.filter(found -> found.endsWith(test + ".java"))
                    .filter(found -> found.toString().contains("/src/test/java/"))
                    .toList()) {
                text.append(Files.readString(file));
            }
            return text.toString();
        }
    }
}
