package dev.moosic.tunnel.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.moosic.tunnel.auth.AuthEndpoints;
import dev.moosic.tunnel.server.lifecycle.Readiness;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code docs/openapi.yaml} describes every path that the public port answers itself, and refers to nothing it lacks. */
class OpenApiDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "openapi.yaml");

    @Test
    void describesTheServersOwnPathsOfThePublicPort() throws Exception {
        Set<String> described = new TreeSet<>();
        new YAMLMapper().readTree(DOCUMENT.toFile()).path("paths").fieldNames().forEachRemaining(described::add);
        assertThat(described).containsAll(AuthEndpoints.PATHS);
        assertThat(described).containsAll(new StatusEndpoints(new Readiness(), "1", () -> null).paths());
    }

    @Test
    void refersToNothingItLacks() throws Exception {
        JsonNode document = new YAMLMapper().readTree(DOCUMENT.toFile());
        List<String> references = new ArrayList<>();
        document.findValues("$ref").forEach(reference -> references.add(reference.asText()));
        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.replaceFirst("^#", "")).isMissingNode())
                        .as(reference)
                        .isFalse());
    }
}
