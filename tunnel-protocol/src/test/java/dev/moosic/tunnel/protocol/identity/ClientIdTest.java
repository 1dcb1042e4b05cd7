package dev.moosic.tunnel.protocol.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientIdTest {
    @Test
    void sixtyFourCharactersAtMost() {
        assertThat(new ClientId("a".repeat(64)).value()).hasSize(64);
        assertThatThrownBy(() -> new ClientId("a".repeat(65))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345", "living-room", "A_b-9", "x"})
    void legal(String value) {
        assertThat(new ClientId(value).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a b", "a/b", "a\u0000", "ä", "a.b"})
    void illegal(String value) {
        assertThatThrownBy(() -> new ClientId(value)).isInstanceOf(IllegalArgumentException.class);
    }
}
