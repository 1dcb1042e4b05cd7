package dev.moosic.tunnel.client.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.client.config.ConfigException;
import dev.moosic.tunnel.client.config.ProxyAddress;
import dev.moosic.tunnel.client.config.ServerAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyRoutesTest {
    private static final ServerAddress SERVER = ServerAddress.parse("https://tunnel.example.com:8443");

    @Test
    void theConfiguredProxyServesEveryServer() throws Exception {
        ProxyAddress configured = ProxyAddress.parse("socks5://chosen");
        ProxyRoutes routes = new ProxyRoutes(configured, Map.of("HTTPS_PROXY", "http://other", "NO_PROXY", "*"));
        assertThat(routes.to(SERVER)).isEqualTo(configured);
        assertThat(routes.to(ServerAddress.parse("http://127.0.0.1:1"))).isEqualTo(configured);
    }

    @Test
    void theEnvironmentChoosesByScheme() throws Exception {
        ProxyRoutes routes = new ProxyRoutes(null, Map.of("https_proxy", "http://tls", "HTTP_PROXY", "http://plain"));
        assertThat(routes.to(SERVER)).hasToString("http://tls:3128");
        assertThat(routes.to(ServerAddress.parse("http://tunnel.example.com"))).hasToString("http://plain:3128");
        assertThat(routes.to(ServerAddress.parse("http://127.0.0.1:8000"))).isNull();
        assertThat(new ProxyRoutes(null, Map.of("ALL_PROXY", "socks5://all")).to(SERVER))
                .hasToString("socks5://all:1080");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*                                | true",
                "example.com                      | true",
                ".example.com                     | true",
                "*.example.com                    | true",
                "other.org, tunnel.example.com    | true",
                "TUNNEL.EXAMPLE.COM               | true",
                "tunnel.example.com:8443          | true",
                "tunnel.example.com:443           | false",
                "ample.com                        | false",
                "tunnel.example.com.evil.org      | false"
            })
    void noProxyExempts(String list, boolean exempt) throws Exception {
        ProxyRoutes routes = new ProxyRoutes(null, Map.of("HTTPS_PROXY", "http://proxy", "NO_PROXY", list));
        assertThat(routes.to(SERVER) == null).isEqualTo(exempt);
    }

    @Test
    void aVariableThatCannotBeReadIsNamedWithoutItsValue() {
        assertThatThrownBy(() -> new ProxyRoutes(null, Map.of("HTTPS_PROXY", "ftp://u:canary@x")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("HTTPS_PROXY")
                .hasMessageNotContaining("canary");
    }
}
