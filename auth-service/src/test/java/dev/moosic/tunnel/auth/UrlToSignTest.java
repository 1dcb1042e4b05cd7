package dev.moosic.tunnel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.protocol.identity.ClientId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlToSignTest {
    private static final ClientId HOME = new ClientId("home");

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "http://h:8000/a?clientId=home, h:8000, /a, clientId=home, http://h:8000/a?clientId=home&signature=S",
                "http://h?clientId=home, h, /, clientId=home, http://h/?clientId=home&signature=S",
                "https://H.example/t/home/a%2Fb, H.example, /t/home/a%2Fb, -,"
                        + " https://H.example/t/home/a%2Fb?signature=S",
                "https://h/t/home?x=%20, h, /t/home, x=%20, https://h/t/home?x=%20&signature=S",
                "http://h/a?x=1&clientId=home&x=2, h, /a, x=1&clientId=home&x=2,"
                        + " http://h/a?x=1&clientId=home&x=2&signature=S",
                "http://[::1]:8000/a?clientId=home, [::1]:8000, /a, clientId=home,"
                        + " http://[::1]:8000/a?clientId=home&signature=S",
            })
    void urlIsTakenByteForByte(String url, String host, String path, String query, String signed) {
        UrlToSign toSign = UrlToSign.parse(url, null);
        assertThat(toSign.request().host()).isEqualTo(host);
        assertThat(toSign.request().clientId()).isEqualTo(HOME);
        assertThat(toSign.request().path()).isEqualTo(path);
        assertThat(toSign.request().query()).isEqualTo(query);
        assertThat(toSign.withSignature("S")).isEqualTo(signed);
    }

    @Test
    void clientOfAHostNameIsNamedBeside() {
        assertThat(UrlToSign.parse("https://home.tunnel.example/a", HOME)
                        .request()
                        .clientId())
                .isEqualTo(HOME);
    }

    @ParameterizedTest
    @CsvSource({
        "http://h/a, names no client",
        "http://h/a?clientid=home, names no client",
        "http://h/t/home/a?clientId=attic, several clients",
        "http://h/a?clientId=home&clientId=attic, several clients",
        "http://h/a?clientId=../etc, client id",
        "http://h/a?clientId=home&signature=x, signed already",
        "http://h/a?clientId=home#top, no fragment",
        "http://user:password@h/a?clientId=home, no user",
        "ftp://h/a?clientId=home, expected http://",
        "/a?clientId=home, expected http://",
        "http://h/a b?clientId=home, percent-encoded",
    })
    void whatCannotBeSignedIsExplained(String url, String explanation) {
        assertThatThrownBy(() -> UrlToSign.parse(url, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(explanation);
    }
}
