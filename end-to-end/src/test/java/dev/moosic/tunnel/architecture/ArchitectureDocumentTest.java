package dev.moosic.tunnel.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code docs/architecture.md} names only classes that there are. */
@AnalyzeClasses(packages = "dev.moosic.tunnel", importOptions = DoNotIncludeTests.class)
class ArchitectureDocumentTest {
    private static final Pattern CLASS_NAME = Pattern.compile("`([A-Z][A-Za-z]*[a-z][A-Za-z]*)`");

    /** Names of the first diagrams, fields of HTTP, and a test, which the imported classes leave out. */
    private static final Set<String> NOT_OURS = Set.of("ActiveStream", "Via", "Forwarded", "DependencyRulesTest");

    @ArchTest
    static void itsClassesExist(JavaClasses classes) throws IOException {
        Set<String> known = classes.stream().map(JavaClass::getSimpleName).collect(Collectors.toSet());
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
