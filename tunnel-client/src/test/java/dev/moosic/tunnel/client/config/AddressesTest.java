package dev.moosic.tunnel.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "8001, 127.0.0.1:8001",
        ":8001, 127.0.0.1:8001",
        "music:8001, music:8001",
        "10.0.0.5:22, 10.0.0.5:22",
        "[::1]:80, [::1]:80"
    })
    void localAddresses(String text, String meaning) {
        assertThat(LocalAddress.parse(text)).hasToString(meaning);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "65536", "music", "music:", "::1:80", "a b:80", "http://x:1", "-1", "[::1]"})
    void illegalLocalAddresses(String text) {
        assertThatThrownBy(() -> LocalAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("local address \"" + text + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "https://tunnel.example.com, wss://tunnel.example.com:443, false",
        "wss://tunnel.example.com/ws, wss://tunnel.example.com:443, false",
        "http://127.0.0.1:8000/, ws://127.0.0.1:8000, true",
        "ws://[::1]:9, ws://[::1]:9, true",
        "HTTP://LocalHost:80, ws://LocalHost:80, true"
    })
    void servers(String text, String meaning, boolean loopback) {
        ServerAddress server = ServerAddress.parse(text);
        assertThat(server).hasToString(meaning);
        assertThat(server.isLoopback()).isEqualTo(loopback);
        assertThat(server.webSocket().getPath()).isEqualTo("/ws");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tunnel.example.com", "ftp://x", "https://", "https://u:p@x", "https://x/path", "https://x?q=1"})
    void illegalServers(String text) {
        assertThatThrownBy(() -> ServerAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNameThatBeginsLikeLoopbackIsNotLoopback() {
        assertThat(ServerAddress.parse("http://127.0.0.1.example.com").isLoopback())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "http://proxy, http://proxy:3128",
        "proxy:8080, http://proxy:8080",
        "socks5://u:p@[::1], socks5://[::1]:1080",
        "socks5h://proxy:9, socks5://proxy:9"
    })
    void proxies(String text, String withoutCredential) {
        assertThat(ProxyAddress.parse(text)).hasToString(withoutCredential);
    }

    @Test
    void theNearestNameIsSuggested() {
        assertThat(NearestName.to("--remoteport", List.of("--remote-port", "--server", "--proxy")))
                .isEqualTo("--remote-port");
    }

    @Test
    void plainServersBeyondThisMachineAreRefusedWithoutInsecure() throws Exception {
        ClientConfig careful = ClientConfig.of(ConfigLayer.EMPTY, false, List.of(), null);
        ServerAddress plain = ServerAddress.parse("http://tunnel.example.com");
        assertThatThrownBy(() -> careful.checkSecure(List.of(plain)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--insecure");
        careful.checkSecure(List.of(
                ServerAddress.parse("http://127.0.0.1:8000"), ServerAddress.parse("https://tunnel.example.com")));
        ConfigLayer insecure = new ConfigLayer(null, null, null, null, true, null, null, null, null);
        ClientConfig.of(insecure, false, List.of(), null).checkSecure(List.of(plain));
    }
}
