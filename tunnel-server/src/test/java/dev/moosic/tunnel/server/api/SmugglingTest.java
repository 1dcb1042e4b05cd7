package dev.moosic.tunnel.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.packet.Tunnel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Raw payloads that two HTTP implementations could read in two ways. Each is answered 4xx or 5xx and the connection
 * closed; the request hidden behind it reaches the local service never.
 */
class SmugglingTest {
    private static final String HIDDEN = "GET /t/alice/hidden HTTP/1.1\r\nHost: h\r\n\r\n";

    private static ApiServer server;
    private static LocalService local;

    @BeforeAll
    static void start() throws IOException {
        server = new ApiServer(Tunnelling.SOCKETS);
        local = LocalService.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        server.connect(local, Tunnel.Access.PUBLIC);
    }

    @AfterAll
    static void stop() throws IOException {
        local.close();
        server.close();
    }

    @ParameterizedTest
    @MethodSource("heads")
    void refusesTheHead(String payload) throws IOException {
        local.requests().clear();
        try (RawCaller caller = server.caller()) {
            assertThat(caller.send(payload + HIDDEN).response().status()).isBetween(400, 505);
            assertThat(caller.isClosed()).isTrue();
        }
        assertThat(local.requests()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void refusesTheBody(String payload) throws IOException {
        local.requests().clear();
        try (RawCaller caller = server.caller()) {
            assertThat(caller.send(payload + HIDDEN).response().status()).isEqualTo(400);
            assertThat(caller.isClosed()).isTrue();
        }
        assertThat(local.requests().stream().map(LocalService.Request::line))
                .isSubsetOf("POST / HTTP/1.1")
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void triesAtLeastTwoHundred() {
        assertThat(heads().count() + bodies().count()).isGreaterThanOrEqualTo(200);
        assertThat(heads()).doesNotHaveDuplicates();
    }

    private static Stream<String> heads() {
        List<String> heads = new ArrayList<>();
        lines(heads);
        framings(heads);
        fields(heads);
        hosts(heads);
        return heads.stream();
    }

    private static void lines(List<String> heads) {
        for (String line : List.of(
                "GET /t/alice/ HTTP/1.1 ",
                " GET /t/alice/ HTTP/1.1",
                "\tGET /t/alice/ HTTP/1.1",
                "GET /t/alice/",
                "GET",
                "GET HTTP/1.1",
                "GET /t/alice/ HTTP/2.0",
                "GET /t/alice/ HTTP/1.2",
                "GET /t/alice/ HTTP/0.9",
                "GET /t/alice/ HTTP/1.1.1",
                "GET /t/alice/ HTTP/11",
                "GET /t/alice/ HTTP/1.01",
                "GET /t/alice/ HTTP/+1.1",
                "GET /t/alice/ http/1.1",
                "GET /t/alice/ HTTPS/1.1",
                "GET /t/alice/ XTTP/1.1",
                "GET /t/alice/ HTTP /1.1",
                "GET /t/alice/ x HTTP/1.1",
                "GET /t/alice/\0 HTTP/1.1",
                "GET /t/alice/\1 HTTP/1.1",
                "GET /t/alice/\u007f HTTP/1.1",
                "GET /t/alice/#f HTTP/1.1",
                "GET t/alice/ HTTP/1.1",
                "GET * HTTP/1.1",
                "GET ftp://h/t/alice/ HTTP/1.1",
                "GET http:/t/alice/ HTTP/1.1",
                "GET http:///t/alice/ HTTP/1.1",
                "GET http://other/t/alice/ HTTP/1.1",
                "GET http://h@other/t/alice/ HTTP/1.1",
                "GET http://h:x/t/alice/ HTTP/1.1",
                "CONNECT h:80 HTTP/1.1",
                "CONNECT /t/alice/ HTTP/1.1",
                "G(T /t/alice/ HTTP/1.1",
                "G\0T /t/alice/ HTTP/1.1",
                "G@T /t/alice/ HTTP/1.1",
                "GE\u00e9T /t/alice/ HTTP/1.1",
                "\"GET\" /t/alice/ HTTP/1.1")) {
            heads.add(line + "\r\nHost: h\r\n\r\n");
        }
        heads.add("GET /t/alice/ HTTP/1.1\nHost: h\n\n");
        heads.add("GET /t/alice/ HTTP/1.1\nHost: h\r\n\r\n");
        heads.add("GET /t/alice/ HTTP/1.1\r\nHost: h\n\r\n");
        heads.add("GET /t/alice/ HTTP/1.1\r\nHost: h\r\n\n");
        heads.add("GET /t/alice/ HTTP/1.1\rHost: h\r\r\n\r\n");
        heads.add("GET /t/alice/ HTTP/1.1\r\r\nHost: h\r\n\r\n");
        heads.add("GET /t/alice/ HTTP/1.1\0\r\nHost: h\r\n\r\n");
        heads.add("GET /t/alice/ HTTP/1.1\u000b\r\nHost: h\r\n\r\n");
        heads.add("\0GET /t/alice/ HTTP/1.1\r\nHost: h\r\n\r\n");
        heads.add("\nGET /t/alice/ HTTP/1.1\nHost: h\r\n\r\n");
        heads.add("GET /t/alice/" + "x".repeat(9000) + " HTTP/1.1\r\nHost: h\r\n\r\n");
        heads.add("GET /t/alice/ HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(17_000) + "\r\n\r\n");
        heads.add("GET /t/alice/ HTTP/1.1\r\nHost: h\r\n" + "X: y\r\n".repeat(5_000) + "\r\n");
        heads.add("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        heads.add("\u0016\u0003\u0001\u0000\u00a5\u0001\u0000\u0000\r\n\r\n");
    }

    private static void framings(List<String> heads) {
        for (String length : List.of(
                "+5",
                "-5",
                "-0",
                "+0",
                " ",
                "",
                "5 5",
                "5,5",
                "5, 5",
                "5,6",
                "0x5",
                "5;",
                "5.0",
                "5e0",
                "\"5\"",
                "５",
                "5\0",
                "5\u000b",
                "5\t5",
                "0 5",
                "_5",
                "5_0",
                "1e1",
                "0b101",
                "five",
                "\u00b95",
                "99999999999999999999",
                "9223372036854775808",
                "18446744073709551621",
                "-9223372036854775808",
                "1000000000000000000000000000000000005")) {
            heads.add(post("Content-Length: " + length) + "hello");
        }
        for (String coding : List.of(
                "xchunked",
                "chunkedx",
                "chunked, identity",
                "identity",
                "gzip",
                "gzip, chunked",
                "chunked, gzip",
                "chunked, chunked",
                "chunked,",
                ", chunked",
                "chunked;q=1",
                "chunked; x",
                "\"chunked\"",
                "'chunked'",
                "chu\0nked",
                "\u000bchunked",
                "\u000cchunked",
                "chunked\u000b",
                "chunked\0",
                "[chunked]",
                "chunke",
                "identity, chunked",
                "compress",
                "trailers",
                "deflate",
                "x-gzip",
                "chunked\u00a0",
                "\u00a0chunked",
                "CHUNKED, identity",
                "",
                "chun ked",
                "chunked chunked",
                "tchunked",
                "cow")) {
            heads.add(post("Transfer-Encoding: " + coding) + "0\r\n\r\n");
        }
        for (String name : List.of(
                "Transfer-Encoding ",
                "Transfer-Encoding\t",
                " Transfer-Encoding",
                "\tTransfer-Encoding",
                "Transfer-Encoding\u000b",
                "Transfer-Encoding\0",
                "Transfer_Encoding",
                "transfer_encoding",
                "TRANSFER_ENCODING",
                "Transfer Encoding",
                "Transfer-Encoding\u00a0",
                "Transf\u00e9r-Encoding",
                "Content-Length ",
                "Content-Length\t",
                " Content-Length",
                "\tContent-Length",
                "Content-Length\u000b",
                "Content-Length\0",
                "Content_Length",
                "content_length",
                "Content Length",
                "Content-Length\u00a0",
                "\"Content-Length\"",
                "Content-Length;",
                "(Content-Length)",
                "Content-Length,",
                "@Content-Length")) {
            heads.add(post(name + (name.toLowerCase(java.util.Locale.ROOT).contains("length") ? ": 5" : ": chunked"))
                    + "0\r\n\r\n");
        }
        heads.add(post("Content-Length: 5", "Content-Length: 6") + "hello!");
        heads.add(post("Content-Length: 5", "Content-Length: 5") + "hello");
        heads.add(post("Content-Length: 5", "content-length: 5") + "hello");
        heads.add(post("Content-Length: 5", "Transfer-Encoding: chunked") + "0\r\n\r\n");
        heads.add(post("Transfer-Encoding: chunked", "Content-Length: 5") + "0\r\n\r\n");
        heads.add(post("Transfer-Encoding: chunked", "Content-Length: 0") + "0\r\n\r\n");
        heads.add(post("Transfer-Encoding: CHUNKED", "CONTENT-LENGTH: 5") + "0\r\n\r\n");
        heads.add(post("Transfer-Encoding: chunked", "Transfer-Encoding: identity") + "0\r\n\r\n");
        heads.add(post("Transfer-Encoding: identity", "Transfer-Encoding: chunked") + "0\r\n\r\n");
        heads.add(post("Transfer-Encoding: chunked", "Transfer-Encoding: chunked") + "0\r\n\r\n");
        heads.add(post("Transfer-Encoding: chunked", "Transfer-Encoding: cow") + "0\r\n\r\n");
        heads.add(post("Transfer-Encoding:", " chunked") + "0\r\n\r\n");
        heads.add(post("Transfer-Encoding:\r\n\tchunked") + "0\r\n\r\n");
        heads.add(post("Content-Length:\r\n 5") + "hello");
        heads.add(post("Content-Length: 5", " 5") + "hello");
        heads.add(post("Transfer-Encoding: chunked\r", "X: y") + "0\r\n\r\n");
        heads.add(post("X: y\rTransfer-Encoding: chunked") + "0\r\n\r\n");
        heads.add(post("X: y\nTransfer-Encoding: chunked") + "0\r\n\r\n");
        heads.add(post("X: y\n\rContent-Length: 5") + "hello");
        heads.add("POST /t/alice/ HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        heads.add(
                "GET /t/alice/ HTTP/1.1\r\nHost: h\r\nSec-WebSocket-Key1: a\r\nSec-WebSocket-Key2: b\r\n\r\n12345678");
        heads.add("GET /t/alice/ HTTP/1.1\r\nHost: h\r\nSec-WebSocket-Key1: a\r\n\r\n");
        heads.add("GET /t/alice/ HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Content-Length: 5\r\n\r\nhello");
        heads.add("GET /t/alice/ HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    }

    private static void fields(List<String> heads) {
        for (String field : List.of(
                "NoColon",
                ": empty",
                " : x",
                "X Y: z",
                "X\0: y",
                "X: \0",
                "X: a\0b",
                "X: a\rb",
                "X: \r",
                "X\u0001: y",
                "X: a\u000bb\rc",
                "X\u007f: y",
                "X[: y",
                "X]: y",
                "X{: y",
                "X}: y",
                "X\\: y",
                "X/: y",
                "X?: y",
                "X=: y",
                "X<: y",
                "X>: y",
                "X,: y",
                "X;: y",
                "X@: y",
                "X(: y",
                "X): y",
                "X\": y",
                "\u00e9: y",
                "X: y\r\n folded",
                "X: y\r\n\tfolded",
                "X: y\r\n \r\n",
                "X:\r\n y",
                " X: leading",
                "\tX: leading")) {
            heads.add("GET /t/alice/ HTTP/1.1\r\nHost: h\r\n" + field + "\r\n\r\n");
        }
        heads.add("GET /t/alice/ HTTP/1.1\r\n Host: h\r\n\r\n");
        heads.add("GET /t/alice/ HTTP/1.1\r\n\tX: y\r\nHost: h\r\n\r\n");
    }

    private static void hosts(List<String> heads) {
        heads.add("GET /t/alice/ HTTP/1.1\r\n\r\n");
        heads.add("GET /t/alice/ HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n");
        heads.add("GET /t/alice/ HTTP/1.1\r\nHost: h\r\nhost: other\r\n\r\n");
        heads.add("GET /t/alice/ HTTP/1.0\r\nHost: h\r\nHost: other\r\n\r\n");
        for (String host : List.of(
                "",
                "h h",
                "h/",
                "h?x",
                "h#x",
                "h@x",
                "user@h",
                "h,h",
                "h;x",
                "h\\x",
                "[::1",
                "::1",
                "h:80:80",
                "h:",
                "h:+80",
                "h:-1",
                "h:80x",
                "h:999999",
                "http://h",
                "h\0",
                "h\u000b",
                "\u00e9",
                "h%00",
                "[h]",
                "[::1]x",
                ":80")) {
            if (!host.equals("h:")) {
                heads.add("GET /t/alice/ HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            }
        }
    }

    private static Stream<String> bodies() {
        return Stream.of(
                        "x\r\nhello\r\n0\r\n\r\n",
                        "-5\r\nhello\r\n0\r\n\r\n",
                        "+5\r\nhello\r\n0\r\n\r\n",
                        "0x5\r\nhello\r\n0\r\n\r\n",
                        "5 \r\nhello\r\n0\r\n\r\n",
                        " 5\r\nhello\r\n0\r\n\r\n",
                        "5\t\r\nhello\r\n0\r\n\r\n",
                        "5\nhello\r\n0\r\n\r\n",
                        "5\r\nhello\n0\r\n\r\n",
                        "5\r\nhelloX\r\n0\r\n\r\n",
                        "5\r\nhello0\r\n\r\n",
                        "5\r\nhello\r0\r\n\r\n",
                        "\r\nhello\r\n0\r\n\r\n",
                        ";x\r\nhello\r\n0\r\n\r\n",
                        "5;x\nhello\r\n0\r\n\r\n",
                        "5;x=\"\n\"\r\nhello\r\n0\r\n\r\n",
                        "5;\0\r\nhello\r\n0\r\n\r\n",
                        "5;x\ry\r\nhello\r\n0\r\n\r\n",
                        "ffffffff\r\nhello\r\n0\r\n\r\n",
                        "100000005\r\nhello\r\n0\r\n\r\n",
                        "ffffffffffffffff5\r\nhello\r\n0\r\n\r\n",
                        "５\r\nhello\r\n0\r\n\r\n",
                        "5,5\r\nhello\r\n0\r\n\r\n",
                        "5.0\r\nhello\r\n0\r\n\r\n",
                        "0\r\nNoColon\r\n\r\n",
                        "0\r\n Folded: x\r\n\r\n",
                        "0\r\nX : y\r\n\r\n",
                        "0\r\nX: a\0b\r\n\r\n",
                        "0\r\nX: y\n\r\n",
                        "0\n\n",
                        "0\r\n\n",
                        "5;" + "x".repeat(9000) + "\r\nhello\r\n0\r\n\r\n",
                        "0\r\nX: " + "x".repeat(17_000) + "\r\n\r\n")
                .map(body -> post("Transfer-Encoding: chunked") + body);
    }

    private static String post(String... fields) {
        return "POST /t/alice/ HTTP/1.1\r\nHost: h\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
    }
}
