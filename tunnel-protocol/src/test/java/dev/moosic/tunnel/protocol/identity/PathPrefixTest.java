package dev.moosic.tunnel.protocol.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathPrefixTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"/files", "/files/", "/files/track", "/files/a%20b", "/files/...", "/files/a..b", "/files/%c3%a9"
            })
    void coversItselfAndWhatLiesBelow(String path) {
        assertThat(PathPrefix.covers("/files", path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "",
                "/file",
                "/filesystem",
                "/Files/x",
                "/%66iles/x",
                "//files/x",
                "/./files/x",
                "/files/..",
                "/files/../admin",
                "/files/./x",
                "/files//x",
                "/files/%2e%2e/admin",
                "/files/.%2E/admin",
                "/files/..%2fadmin",
                "/files/..%5cadmin",
                "/files/..\\admin",
                "/files/..;/admin",
                "/files/..%3b/admin",
                "/files/%252e%252e/admin",
                "/files/%c0%ae%c0%ae/admin",
                "/files/%e0%80%ae/admin",
                "/files/%f0%80%80%ae/admin",
                "/files/x%00/admin",
                "/files/x%0a",
                "/files;x=1/../admin"
            })
    void coversNothingThatCouldBeReadOtherwise(String path) {
        assertThat(PathPrefix.covers("/files", path)).isFalse();
        assertThat(PathPrefix.covers("/files/", path)).isFalse();
    }
}
