package dev.moosic.tunnel.client.control;

import static dev.moosic.tunnel.client.control.ClientUnderTest.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.client.config.ProxyAddress;
import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.client.event.ClientEvent;
import dev.moosic.tunnel.testing.Pattern;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dialling out through proxies; the server's name exists only for the proxy. */
class ProxyConnectTest {
    private static final ServerAddress NAMED = new ServerAddress(false, "tunnel.invalid", 8000);

    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private final ScriptedServer server = new ScriptedServer();
    private final LocalEnds ends = new LocalEnds();

    private int listen(TestProxy proxy, String kind) throws IOException {
        return ends.listen(kind.equals("http") ? proxy::http : proxy::socks5);
    }

    @AfterEach
    void close() throws Exception {
        ends.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "socks5"})
    void aSessionStandsThroughAProxyWithPassword(String kind) throws Exception {
        TestProxy proxy = new TestProxy(server.port(), true);
        ProxyAddress address = ProxyAddress.parse(kind + "://user:p%40ss@127.0.0.1:" + listen(proxy, kind));
        try (ClientUnderTest client =
                new ClientUnderTest(NAMED, address, null, false, LIFETIME, tcp("echo", ends.listen(LocalEnds::echo)))) {
            client.next(ClientEvent.TunnelUp.class);
            assertThat(proxy.destinations.take()).isEqualTo("tunnel.invalid:8000");
            assertThat(proxy.credentials.take()).isEqualTo("user:p@ss");
            PublicStream stream = PublicStream.open(server.lane(), 1, 3, 100_000);
            assertThat(stream.received).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(Pattern.sha256(3, 100_000));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "socks5"})
    void aProxyThatWantsAPasswordIsNamed(String kind) throws Exception {
        TestProxy proxy = new TestProxy(server.port(), true);
        ProxyAddress address = ProxyAddress.parse(kind + "://127.0.0.1:" + listen(proxy, kind));
        try (ClientUnderTest client = new ClientUnderTest(NAMED, address, null, true, LIFETIME, tcp("echo", 9))) {
            assertThat(client.next(ClientEvent.GaveUp.class).reason())
                    .contains(
                            "proxy: it does not accept the user name and password, or wants some (",
                            "expected a way to tunnel.invalid:8000")
                    .doesNotContain("=>", "unresolved");
        }
    }

    @Test
    void aProxyThatIsAwayIsNamed() throws Exception {
        int port = ends.listen(socket -> {});
        ends.close();
        ProxyAddress address = ProxyAddress.parse("http://u:canary@127.0.0.1:" + port);
        try (ClientUnderTest client = new ClientUnderTest(NAMED, address, null, true, LIFETIME, tcp("echo", 9))) {
            assertThat(client.next(ClientEvent.GaveUp.class).reason())
                    .isEqualTo("proxy http://127.0.0.1:" + port + ": connection refused");
        }
    }
}
