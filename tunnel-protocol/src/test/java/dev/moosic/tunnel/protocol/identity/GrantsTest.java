package dev.moosic.tunnel.protocol.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantsTest {
    @Test
    void whatIsNotGrantedIsForbidden() {
        for (Grants none : List.of(Grants.NONE, Grants.parse(List.of()))) {
            assertThat(none.allowsHttp()).isFalse();
            assertThat(none.allowsPublic()).isFalse();
            assertThat(none.allowsPort(22)).isFalse();
            assertThat(none.allowsHost("music.example.com")).isFalse();
            assertThat(none.toList()).isEmpty();
        }
    }

    @Test
    void whatIsGrantedIsAllowedAndNoMore() {
        Grants grants = Grants.parse(List.of("tcp:20000-20099", "http", "tcp:22022", "host:Music.example.com"));
        assertThat(grants.allowsHttp()).isTrue();
        assertThat(grants.allowsPublic()).isFalse();
        assertThat(List.of(22022, 20000, 20050, 20099)).allMatch(grants::allowsPort);
        assertThat(List.of(22021, 22023, 19999, 20100, 0, -1)).noneMatch(grants::allowsPort);
        assertThat(grants.allowsHost("music.EXAMPLE.com")).isTrue();
        assertThat(grants.allowsHost("example.com")).isFalse();
        assertThat(grants.allowsHost("x.music.example.com")).isFalse();
    }

    @Test
    void publicAccessImpliesHttp() {
        assertThat(Grants.parse(List.of("http:public")).allowsHttp()).isTrue();
        assertThat(Grants.parse(List.of("http:public")).allowsPublic()).isTrue();
    }

    @Test
    void textIsCanonicalAndReadsBack() {
        Grants grants = Grants.parse(List.of("host:b.example", "tcp:300-400", "http:public", "tcp:80", "tcp:80"));
        assertThat(grants.toList()).containsExactly("http", "http:public", "tcp:80", "tcp:300-400", "host:b.example");
        assertThat(Grants.parse(grants.toList())).isEqualTo(grants).hasSameHashCodeAs(grants);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "htp",
                "HTTP",
                "http:",
                "http:all",
                "tcp",
                "tcp:",
                "tcp:0",
                "tcp:65536",
                "tcp:1-",
                "tcp:-1",
                "tcp:20-10",
                "tcp:+80",
                "tcp:8O",
                "tcp:1-2-3",
                "tcp:999999999999",
                "udp:53",
                "host:",
                "host:localhost",
                "host:-a.example",
                "host:a..example",
                "host:a_b.example",
                "host:*.example.com",
                "host:a.example.",
                "streams:",
                "streams:0",
                "streams:-1",
                "streams:9999999",
                "up:10",
                "up:10MB",
                "up:0MB/s",
                "up:1B/s",
                "up:-1MB/s",
                "down:99999999999GB/s",
                "down:1.5MB/s",
                "requests:50",
                "requests:0/s",
                "http\u0000"
            })
    void malformedGrantIsNamed(String grant) {
        assertThatThrownBy(() -> Grants.parse(List.of(grant)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("grant \"")
                .hasMessageContaining("expected");
    }

    @Test
    void limitsAreReadAndWrittenBack() {
        Grants grants = Grants.parse(List.of("requests:50/s", "down:1024KiB/s", "up:10000kB/s", "streams:100", "http"));
        assertThat(grants.limits()).isEqualTo(new ClientLimits(100, 10_000_000, 1_048_576, 50));
        assertThat(grants.toList())
                .containsExactly("http", "streams:100", "up:10MB/s", "down:1048576B/s", "requests:50/s");
        assertThat(Grants.parse(grants.toList())).isEqualTo(grants);
    }

    @Test
    void limitsNotSaidAreTheServersOwn() {
        ClientLimits defaults = new ClientLimits(16_384, 0, 5_000_000, 100);
        assertThat(Grants.parse(List.of("up:1MB/s", "requests:5/s")).limits().orElse(defaults))
                .isEqualTo(new ClientLimits(16_384, 1_000_000, 5_000_000, 5));
    }

    @Test
    void aLimitSaidTwiceIsRefused() {
        assertThatThrownBy(() -> Grants.parse(List.of("up:1MB/s", "up:2MB/s"))).hasMessageContaining("said twice");
    }

    @Test
    void grantsAreBounded() {
        assertThatThrownBy(() -> Grants.parse(Collections.nCopies(Grants.MAX_GRANTS + 1, "http")))
                .hasMessageContaining("at most 128");
    }
}
