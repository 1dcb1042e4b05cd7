package dev.moosic.tunnel.bench.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Both relays carry bytes whole and in order, and each direction ends by itself. */
class RelaysTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int BYTES = 3_000_000;
    private static final int PATIENCE_MS = 30_000;

    @Test
    void rawRelayCarriesBothWaysAndHalfClose() throws Exception {
        carries(target -> {
            RawRelay relay = new RawRelay(ANY, target);
            return new Started(relay, relay.port());
        });
    }

    @Test
    void delayRelayCarriesBothWaysAndHalfClose() throws Exception {
        carries(target -> {
            DelayRelay relay = new DelayRelay(ANY, target, new LongPath(Duration.ofMillis(2), 1_000_000_000));
            return new Started(relay, relay.port());
        });
    }

    private record Started(AutoCloseable relay, int port) {}

    private static void carries(Function<InetSocketAddress, Started> start) throws Exception {
        byte[] request = new byte[BYTES];
        new Random(1).nextBytes(request);
        try (ServerSocket service = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Started started = start.apply((InetSocketAddress) service.getLocalSocketAddress());
            try (AutoCloseable relay = started.relay();
                    Socket caller = new Socket(InetAddress.getLoopbackAddress(), started.port())) {
                CompletableFuture<byte[]> got = CompletableFuture.supplyAsync(() -> answered(service));
                caller.setSoTimeout(PATIENCE_MS);
                caller.getOutputStream().write(request);
                caller.shutdownOutput();
                byte[] back = caller.getInputStream().readAllBytes();
                assertThat(got.join()).hasSize(BYTES).matches(bytes -> Arrays.equals(bytes, request), "the request");
                assertThat(back).hasSize(BYTES).matches(bytes -> Arrays.equals(bytes, request), "the answer");
            }
        }
    }

    /** Reads to the end, then answers with the same. */
    private static byte[] answered(ServerSocket service) {
        try (Socket served = service.accept()) {
            served.setSoTimeout(PATIENCE_MS);
            byte[] bytes = served.getInputStream().readAllBytes();
            served.getOutputStream().write(bytes);
            return bytes;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
