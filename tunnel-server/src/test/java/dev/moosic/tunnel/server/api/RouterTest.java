package dev.moosic.tunnel.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.protocol.identity.ClientId;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of routing, and what of the URL goes on. */
class RouterTest {
    private final Router router = new Router(
            "tunnel.example.com",
            host -> host.equals("music.example.org") ? new ClientId("carol") : null,
            Set.of("/health", "/v0/request_token")::contains);

    @ParameterizedTest
    @CsvSource({
        "example.com,             /any/path?clientId=12345,          12345, /any/path",
        "example.com,             /any/path?clientId=12345&,         12345, /any/path?",
        "example.com,             /p?a=%2F&clientId=12345&b&b=+,     12345, /p?a=%2F&b&b=+",
        "example.com,             /p?xclientId=1&clientId=7&clientIdx=2, 7, /p?xclientId=1&clientIdx=2",
        "example.com,             /t/12345/any/path?q,               12345, /any/path?q",
        "example.com,             /t/12345,                          12345, /",
        "example.com,             /t/12345?q=1,                      12345, /?q=1",
        "example.com,             /t/12345//x/../y%2e?,              12345, //x/../y%2e?",
        "example.com,             /t/12345/p?clientId=12345&z,       12345, /p?z",
        "12345.tunnel.example.com, /health,                          12345, /health",
        "12345.tunnel.example.com:8000, /t/9/x,                      12345, /t/9/x",
        "12345.TUNNEL.example.com., /x?clientId=12345,               12345, /x",
        "music.example.org,       /v0/request_token?x,               carol, /v0/request_token?x",
        "example.com,             http://example.com/p?clientId=1,   1,     /p",
        "12345.tunnel.example.com, http://12345.tunnel.example.com?q, 12345, /?q",
    })
    void relays(String host, String uri, String client, String localUri) throws ProblemException {
        Route route = router.route(request(host, uri));
        assertThat(route).isInstanceOfSatisfying(Route.Relay.class, relay -> {
            assertThat(relay.target().client().value()).isEqualTo(client);
            assertThat(relay.target().localUri(false)).isEqualTo(localUri);
        });
    }

    @Test
    void takesTheSignatureOutOnlyIfItWasUsed() throws ProblemException {
        Route.Relay relay = (Route.Relay) router.route(request("h", "/p?a=1&signature=m1.x&clientId=7&b=2"));
        assertThat(relay.target().localUri(true)).isEqualTo("/p?a=1&b=2");
        assertThat(relay.target().localUri(false)).isEqualTo("/p?a=1&signature=m1.x&b=2");
    }

    @Test
    void answersOwnPathsItselfWhateverTheQuery() throws ProblemException {
        assertThat(router.route(request("h", "/health?clientId=7"))).isInstanceOf(Route.Own.class);
        assertThat(router.route(request("tunnel.example.com", "/health"))).isInstanceOf(Route.Own.class);
    }

    @Test
    void tellsControlConnectionsByTheirSubprotocol() throws ProblemException {
        HttpRequest control = request("h", "/ws?clientId=7");
        control.headers().set("Sec-WebSocket-Protocol", "other, moosic-tunnel.v1");
        assertThat(router.route(control)).isInstanceOf(Route.Control.class);
        assertThat(router.route(request("h", "/ws?clientId=7"))).isInstanceOf(Route.Relay.class);
    }

    @ParameterizedTest
    @CsvSource({
        "h, /nowhere, 404",
        "h, /healthy, 404",
        "h, /ws, 404",
        "h, /files/track?trackId=1&signature=mb.s.x, 400",
        "h, /ws?signature=mb.s.x, 400",
        "h, /p?clientId=1&clientId=1, 400",
        "h, /p?clientId=1&clientId=2, 400",
        "h, /p?clientId, 400",
        "h, /p?clientId=%31, 400",
        "h, /t/1/p?clientId=2, 400",
        "h, /t//p, 400",
        "h, /t/a%2fb/p, 400",
        "1.tunnel.example.com, /p?clientId=2, 400",
        "a.b.tunnel.example.com, /p, 400",
        "music.example.org, /p?clientId=dave, 400",
    })
    void refuses(String host, String uri, int status) {
        assertThatThrownBy(() -> router.route(request(host, uri)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status().code()).isEqualTo(status));
    }

    private static HttpRequest request(String host, String uri) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, uri);
        request.headers().set("Host", host);
        return request;
    }
}
