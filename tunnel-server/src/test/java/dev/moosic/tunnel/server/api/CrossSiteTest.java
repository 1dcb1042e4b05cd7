package dev.moosic.tunnel.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pages may use what a browser sends by itself. */
class CrossSiteTest {
    private final Router router = new Router(null, host -> null, Set.<String>of()::contains);

    @ParameterizedTest
    @CsvSource({
        "https://h,      true,  false",
        "https://H,      true,  false",
        "http://h,       true,  true",
        "http://h,       false, false",
        "https://h,      false, false", // behind a TLS proxy that nobody told of
        "https://evil,   true,  true",
        "https://h:8443, true,  true",
        "null,           true,  true",
        "%,              false, true",
    })
    void aPageIsForeign(String page, boolean https, boolean foreign) throws ProblemException {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/x?clientId=alice");
        request.headers().set(HttpHeaderNames.HOST, "h").set(HttpHeaderNames.ORIGIN, page);
        RelayTarget target = ((Route.Relay) router.route(request)).target();
        Origin from = new Origin(new InetSocketAddress("127.0.0.1", 1), false, "127.0.0.1", https);

        assertThat(CrossSite.changesSomething(request, target, from)).isEqualTo(foreign);
    }
}
