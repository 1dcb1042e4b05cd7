package dev.moosic.tunnel.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.packet.Ping;
import dev.moosic.tunnel.protocol.packet.Pong;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The WebSocket handshake from both sides, down to the bytes that come with it. */
class UpgradeTest {
    private static final URI SERVER = URI.create("ws://tunnel.example.com:8000/ws");
    private static final String ACCEPTABLE = """
            GET /ws HTTP/1.1\r
            Host: tunnel.example.com:8000\r
            Connection: keep-alive, Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Protocol: later.v2, moosic-tunnel.v1\r
            """;

    private final EmbeddedChannel client = new EmbeddedChannel();
    private final EmbeddedChannel server = new EmbeddedChannel();
    private final ChannelPromise upgraded = client.newPromise();

    @Test
    void packetsFollowTheUpgradeBothWays() {
        startServer();
        startClient();
        client.writeOutbound();
        pump(client, server);
        pump(server, client);
        assertThat(upgraded.isSuccess()).isTrue();
        assertThat(client.pipeline().names()).startsWith(WebSocketPacketCodec.NAME);
        assertThat(server.pipeline().names()).startsWith(WebSocketPacketCodec.NAME);
        client.writeOutbound(new Ping(1));
        pump(client, server);
        assertThat((Object) server.readInbound()).isEqualTo(new Ping(1));
        server.writeOutbound(new Pong(1));
        pump(server, client);
        assertThat((Object) client.readInbound()).isEqualTo(new Pong(1));
    }

    /** A dialer may be eager, and a network may put anything into one segment. */
    @Test
    void packetsBehindTheRequestAreNotLost() {
        startServer();
        server.writeInbound(
                Unpooled.wrappedBuffer(ascii(ACCEPTABLE + "\r\n"), frame(Masking.RANDOM, 1), frame(Masking.ZERO, 2)));
        assertThat((Object) server.readInbound()).isEqualTo(new Ping(1));
        assertThat((Object) server.readInbound()).isEqualTo(new Ping(2));
        ByteBuf answer = server.readOutbound();
        assertThat(answer.toString(StandardCharsets.US_ASCII))
                .startsWith("HTTP/1.1 101 ")
                .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                .containsIgnoringCase("sec-websocket-protocol: moosic-tunnel.v1");
        answer.release();
    }

    @Test
    void packetsBehindTheAnswerAreNotLost() {
        startServer();
        startClient();
        pump(client, server);
        ByteBuf answer = server.readOutbound();
        client.writeInbound(Unpooled.wrappedBuffer(answer, frame(Masking.NONE, 1), frame(Masking.NONE, 2)));
        assertThat((Object) client.readInbound()).isEqualTo(new Ping(1));
        assertThat((Object) client.readInbound()).isEqualTo(new Ping(2));
    }

    @ParameterizedTest
    @CsvSource({
        "403, Origin: https://elsewhere.example.com, ''",
        "405, '', GET=POST",
        "426, '', Version: 13=Version: 8",
        "400, '', Sec-WebSocket-Key=X-Key",
        "400, '', 'keep-alive, Upgrade=keep-alive'",
    })
    void theServerSaysWhyItRefuses(int status, String addition, String replacement) {
        String[] fromTo = replacement.isEmpty() ? new String[] {"/ws", "/ws"} : replacement.split("=");
        HttpRequest request =
                parse(ACCEPTABLE.replace(fromTo[0], fromTo[1]) + (addition.isEmpty() ? "" : addition + "\r\n"));
        assertThat(ServerUpgrade.isControlUpgrade(request)).isTrue();
        assertThat(ServerUpgrade.check(request)).isNotNull().satisfies(refusal -> {
            assertThat(refusal.status().code()).isEqualTo(status);
            assertThat(refusal.message()).isNotBlank();
        });
    }

    @Test
    void otherWebSocketsAreNotOurs() {
        assertThat(ServerUpgrade.isControlUpgrade(parse(ACCEPTABLE.replace("moosic-tunnel.v1", "chat"))))
                .isFalse();
        assertThat(ServerUpgrade.isControlUpgrade(parse(ACCEPTABLE.replace("moosic-tunnel.v1", "moosic-tunnel.v10"))))
                .isFalse();
        assertThat(ServerUpgrade.isControlUpgrade(parse(ACCEPTABLE.replace("websocket\r", "h2c\r"))))
                .isFalse();
        assertThat(ServerUpgrade.check(parse(ACCEPTABLE))).isNull();
    }

    @Test
    void aRefusedClientKnowsStatusRetryAfterAndDate() {
        startClient();
        client.writeInbound(ascii("""
                HTTP/1.1 503 Service Unavailable\r
                Date: Tue, 24 Nov 2026 02:03:04 GMT\r
                Retry-After: 7\r
                Content-Length: 2\r
                \r
                no"""));
        assertThat(upgraded.cause()).isInstanceOfSatisfying(UpgradeRefusedException.class, refused -> {
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(7));
            assertThat(refused.date()).isEqualTo(Instant.parse("2026-11-24T02:03:04Z"));
            assertThat(refused).hasMessageContaining("503");
        });
        assertThat(client.isOpen()).isFalse();
    }

    private String refusal(String type, String length, String body) {
        startClient();
        client.writeInbound(ascii("HTTP/1.1 403 Forbidden\r\nContent-Type: " + type + "\r\n" + length + "\r\n"));
        for (int i = 0; i < body.length() && client.isOpen(); i += 1_000) {
            String part = body.substring(i, Math.min(body.length(), i + 1_000));
            client.writeInbound(Unpooled.copiedBuffer(part, StandardCharsets.UTF_8));
        }
        if (!upgraded.isDone()) {
            client.close();
        }
        assertThat(client.isOpen()).isFalse();
        assertThat(upgraded.cause()).isInstanceOf(UpgradeRefusedException.class);
        return String.valueOf(upgraded.cause().getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Length: 36~ | {\"status\":403,\"detail\":\"say please\"}    | : say please",
                "''                  | {\"status\":403,\"detail\":\"say please\"}     | : say please",
                "Content-Length: 90~ | {\"status\":403,\"detail\":\"say please\"}     | : say please",
                "''                  | {\"detail\":\"a\\u001b[2Jb\\nc\\u202ed\\ud800\"} | : a\ufffd[2Jb\ufffdc\ufffdd\ufffd",
                "''                  | {\"detail\":7}                              | ''",
                "''                  | {\"detail\":\" \"}                           | ''",
                "''                  | {\"detail\":                                | ''",
                "''                  | [\"detail\"]                               | ''",
            })
    void aRefusedClientIsToldWhatTheServerSaysOfIt(String length, String body, String told) {
        assertThat(refusal("application/problem+json; charset=utf-8", length.replace("~", "\r\n"), body))
                .isEqualTo("the upgrade was answered with 403 Forbidden" + told);
    }

    @Test
    void whatTheServerSaysHasALimit() {
        assertThat(refusal("application/problem+json", "", "{\"detail\":\"" + "é".repeat(1_000) + "\"}"))
                .endsWith(": " + "é".repeat(ProtocolLimits.MAX_REFUSAL_CHARACTERS) + "…");
    }

    @Test
    void aLongAnswerIsNotReadToItsEnd() {
        String endless = "{\"detail\":\"" + "x".repeat(ProtocolLimits.MAX_REFUSAL_BYTES);
        assertThat(refusal("application/problem+json", "Content-Length: 100000000\r\n", endless))
                .endsWith("403 Forbidden");
    }

    @Test
    void aPageIsNotShown() {
        assertThat(refusal("text/html", "", "{\"detail\":\"say please\"}")).endsWith("403 Forbidden");
    }

    @Test
    void aRetryAfterMayBeADate() {
        startClient();
        client.writeInbound(ascii("""
                HTTP/1.1 503 Service Unavailable\r
                Date: Tue, 24 Nov 2026 02:03:04 GMT\r
                Retry-After: Tue, 24 Nov 2026 02:04:04 GMT\r
                Content-Length: 0\r
                \r
                """));
        assertThat(((UpgradeRefusedException) upgraded.cause()).retryAfter()).isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "\0\1\2\3\r\n\r\n",
            })
    void whatIsNotATunnelServerIsRefused(String answer) {
        startClient();
        client.writeInbound(ascii(answer));
        assertThat(upgraded.cause()).isNotNull();
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void aWebSocketServerWithoutOurSubprotocolIsNamed() {
        startClient();
        startServer();
        pump(client, server);
        ByteBuf answer = server.readOutbound();
        String text = answer.toString(StandardCharsets.US_ASCII).replace(ProtocolLimits.SUBPROTOCOL, "chat");
        answer.release();
        client.writeInbound(ascii(text));
        assertThat(upgraded.cause()).isInstanceOf(UpgradeRefusedException.class).hasMessageContaining("chat");
    }

    @Test
    void aConnectionThatClosesIsAFailure() {
        startClient();
        client.close();
        assertThat(upgraded.cause()).hasMessageContaining("closed");
    }

    /** A web page's header would be refused. */
    @Test
    void theClientSendsNoOrigin() {
        startClient();
        ByteBuf request = client.readOutbound();
        assertThat(request.toString(StandardCharsets.US_ASCII))
                .startsWith("GET /ws HTTP/1.1")
                .containsIgnoringCase("host: tunnel.example.com:8000")
                .containsIgnoringCase("user-agent: test")
                .doesNotContainIgnoringCase("origin");
        request.release();
    }

    @AfterEach
    void releaseWhatWasNotRead() {
        client.close();
        server.close();
        for (EmbeddedChannel channel : List.of(client, server)) {
            channel.releaseInbound();
            channel.releaseOutbound();
        }
    }

    private void startClient() {
        client.pipeline()
                .addLast(new ClientUpgrade(
                        SERVER,
                        new DefaultHttpHeaders().set("User-Agent", "test"),
                        Masking.RANDOM,
                        new ChannelInboundHandlerAdapter(),
                        upgraded));
    }

    private void startServer() {
        server.pipeline().addLast("http", new HttpServerCodec()).addLast("router", new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                if (message instanceof HttpRequest request) {
                    ServerUpgrade.accept(ctx, request, List.of("http", "router"), new ChannelInboundHandlerAdapter());
                } else {
                    ctx.fireChannelRead(message);
                }
            }
        });
    }

    private static void pump(EmbeddedChannel from, EmbeddedChannel to) {
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.writeInbound(bytes);
        }
    }

    private static HttpRequest parse(String head) {
        EmbeddedChannel http = new EmbeddedChannel(new HttpServerCodec());
        http.writeInbound(ascii(head + "\r\n"));
        HttpRequest request = http.readInbound();
        ReferenceCountUtil.release(http.readInbound());
        http.finishAndReleaseAll();
        return request;
    }

    private static ByteBuf frame(Masking masking, long opaque) {
        EmbeddedChannel sender = new EmbeddedChannel(new WebSocketPacketCodec(masking));
        sender.writeOutbound(new Ping(opaque));
        ByteBuf frame = sender.readOutbound();
        sender.finishAndReleaseAll();
        return frame;
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}
