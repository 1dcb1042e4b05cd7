package dev.moosic.tunnel.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.protocol.identity.ClientId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hop-by-hop and forwarding fields. */
class HeadersTest {
    private static final RelayTarget TARGET = new RelayTarget(
            new ClientId("alice"), new RequestTarget("h:8000", "h", "/t/alice/x", new Query(null)), "/t/alice");

    @Test
    void stripsWhatConnectionListsButNeverAuthOrForwarding() {
        HttpHeaders headers = headers(
                "Connection", "close, X-Private, Authorization, X-Forwarded-For, Cookie",
                "X-Private", "1",
                "Authorization", "a",
                "Cookie", "c",
                "Keep-Alive", "timeout=5",
                "Proxy-Authorization", "p",
                "TE", "gzip",
                "Upgrade", "h2c",
                "X-Other", "o");
        HopByHop.strip(headers);
        assertThat(headers.names()).containsExactlyInAnyOrder("Authorization", "Cookie", "X-Other");
    }

    @Test
    void dropsWhatAnUntrustedCallerClaims() {
        HttpHeaders headers = headers(
                "X-Forwarded-For",
                "1.2.3.4",
                "Forwarded",
                "for=1.2.3.4",
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "evil",
                "X-Real-IP",
                "1.2.3.4",
                "X-Forwarded-Prefix",
                "/x",
                "Via",
                "1.0 proxy");
        Origin origin = origin("203.0.113.7", headers, new TrustedNetworks(List.of()));
        new ForwardingHeaders("n1").set(headers, origin, TARGET);
        assertThat(headers.getAll("X-Forwarded-For")).containsExactly("203.0.113.7");
        assertThat(headers.getAll("Forwarded")).containsExactly("for=203.0.113.7;host=\"h:8000\";proto=http");
        assertThat(headers.getAll("X-Forwarded-Proto")).containsExactly("http");
        assertThat(headers.getAll("X-Forwarded-Host")).containsExactly("h:8000");
        assertThat(headers.getAll("X-Real-IP")).containsExactly("203.0.113.7");
        assertThat(headers.getAll("X-Forwarded-Prefix")).containsExactly("/t/alice");
        assertThat(headers.getAll("Via")).containsExactly("1.0 proxy, 1.1 moosic-tunnel-n1");
    }

    @Test
    void believesATrustedProxyAsFarAsItSaw() {
        HttpHeaders headers = headers(
                "X-Forwarded-For",
                "6.6.6.6, 198.51.100.9",
                "X-Forwarded-For",
                "10.0.0.2",
                "X-Forwarded-Proto",
                "https");
        Origin origin = origin("10.0.0.1", headers, new TrustedNetworks(List.of("10.0.0.0/8")));
        assertThat(origin.address()).isEqualTo("198.51.100.9");
        assertThat(origin.https()).isTrue();
        new ForwardingHeaders("n1").set(headers, origin, TARGET);
        assertThat(headers.getAll("X-Forwarded-For")).containsExactly("6.6.6.6, 198.51.100.9, 10.0.0.2, 10.0.0.1");
        assertThat(headers.getAll("X-Real-IP")).containsExactly("198.51.100.9");
        assertThat(headers.getAll("X-Forwarded-Proto")).containsExactly("https");
    }

    @Test
    void quotesIpv6() {
        HttpHeaders headers = headers();
        Origin origin = origin("2001:db8::1", headers, new TrustedNetworks(List.of()));
        new ForwardingHeaders("n1").set(headers, origin, TARGET);
        assertThat(headers.get("Forwarded")).startsWith("for=\"[2001:db8::1]\";");
    }

    @Test
    void findsLoopsAndTooManyTunnels() {
        ForwardingHeaders forwarding = new ForwardingHeaders("n1");
        assertThat(forwarding.isLoop(headers("Via", "1.1 a, 1.1 moosic-tunnel-n1")))
                .isTrue();
        assertThat(forwarding.isLoop(headers("Via", "1.1 moosic-tunnel-n2, 1.1 moosic-tunnel-n3")))
                .isFalse();
        assertThat(forwarding.isLoop(headers("Via", "1.1 moosic-tunnel-x,".repeat(5))))
                .isTrue();
    }

    @Test
    void namesTheNetworkThatIsNone() {
        assertThatThrownBy(() -> new TrustedNetworks(List.of("10.0.0.0/8", "proxy.example.com")))
                .hasMessageContaining("\"proxy.example.com\"");
    }

    private static Origin origin(String peer, HttpHeaders headers, TrustedNetworks proxies) {
        EmbeddedChannel channel = new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress(peer, 5123);
            }
        };
        try {
            return Origin.of(channel, headers, proxies);
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    private static HttpHeaders headers(String... namesAndValues) {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }
}
