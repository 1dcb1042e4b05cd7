package dev.moosic.tunnel.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/architecture.md} names only classes that there are. */
class ArchitectureDocumentTest {
    private static final Pattern CLASS_NAME = Pattern.compile("`([A-Z][A-Za-z]*[a-z][A-Za-z]*)`");

    /** Names of the first diagrams, and fields of HTTP. */
    private static final Set<String> NOT_OURS = Set.of("ActiveStream", "Via", "Forwarded");

    @Test
    void itsClassesExist() throws IOException {
        Set<String> known = new ClassFileImporter()
                .importPackages("dev.moosic.tunnel").stream()
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        Matcher names = CLASS_NAME.matcher(Files.readString(Path.of("..", "docs", "architecture.md")));
        while (names.find()) {
            if (!known.contains(names.group(1)) && !NOT_OURS.contains(names.group(1))) {
                missing.add(names.group(1));
            }
        }
        assertThat(missing).isEmpty();
    }
}
