package dev.moosic.tunnel.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.server.api.LocalService.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Large bodies both ways, by SHA-256, with bounded memory. */
@ParameterizedClass
@EnumSource(Tunnelling.class)
class BodyTest {
    private static final int SIZE = 24 * 1024 * 1024;

    @Parameter
    private Tunnelling tunnelling = Tunnelling.SOCKETS;

    private ApiServer server;

    @BeforeEach
    void start() throws IOException {
        server = new ApiServer(tunnelling);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void downloadsOfFixedLengthArriveWhole() throws Exception {
        try (LocalService local = new LocalService(connection -> {
                    connection.next();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
                    pattern(connection.out(), false);
                });
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            assertThat(sha256(caller.get("/t/alice/").response().body())).isEqualTo(expected());
        }
    }

    @Test
    void chunkedDownloadsArriveWhole() throws Exception {
        try (LocalService local = new LocalService(connection -> {
                    connection.next();
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    pattern(connection.out(), true);
                });
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            assertThat(sha256(caller.get("/t/alice/").response().body())).isEqualTo(expected());
        }
    }

    @Test
    void uploadsOfBothFramingsArriveWhole() throws Exception {
        try (LocalService local = new LocalService(connection -> {
                    while (true) {
                        Request request = connection.next();
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 64\r\n\r\n" + sha256(request.body()));
                    }
                });
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            caller.request("POST", "/t/alice/", "Content-Length: " + SIZE);
            pattern(caller.socket().getOutputStream(), false);
            assertThat(caller.response().text()).isEqualTo(expected());
            caller.request("PUT", "/t/alice/", "Transfer-Encoding: chunked");
            pattern(caller.socket().getOutputStream(), true);
            assertThat(caller.response().text()).isEqualTo(expected());
            assertThat(local.connections()).isEqualTo(1);
        }
    }

    @Test
    void aSlowReaderStopsTheLocalServiceNotTheServer() throws Exception {
        AtomicLong written = new AtomicLong();
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        try (LocalService local = new LocalService(connection -> {
                    connection.next();
                    connection.send("HTTP/1.1 200 OK\r\n\r\n");
                    byte[] block = new byte[64 * 1024];
                    while (!stalled.isDone()) {
                        connection.out().write(block);
                        written.addAndGet(block.length);
                    }
                });
                RawCaller caller = server.caller()) {
            server.connect(local, Tunnel.Access.TOKEN);
            caller.get("/t/alice/").head();
            AtomicLong before = new AtomicLong(-1);
            await().pollInterval(java.time.Duration.ofMillis(200)).until(() -> {
                long now = written.get();
                return now == before.getAndSet(now) && now > 0;
            });
            assertThat(written.get()).isLessThan(64L * 1024 * 1024);
            stalled.complete(null);
        }
    }

    private static void pattern(OutputStream out, boolean chunked) throws IOException {
        Random random = new Random(42);
        int left = SIZE;
        while (left > 0) {
            byte[] block = new byte[Math.min(left, 1 + random.nextInt(200_000))];
            random.nextBytes(block);
            if (chunked) {
                out.write((Integer.toHexString(block.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            out.write(block);
            if (chunked) {
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            left -= block.length;
        }
        if (chunked) {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.flush();
    }

    private static String expected() throws IOException {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream(SIZE);
        pattern(out, false);
        return sha256(out.toByteArray());
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
