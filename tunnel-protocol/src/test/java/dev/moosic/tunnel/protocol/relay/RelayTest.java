package dev.moosic.tunnel.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.moosic.tunnel.protocol.relay.RelayCloseReason.FarReset;
import dev.moosic.tunnel.protocol.relay.RelayCloseReason.Finished;
import dev.moosic.tunnel.protocol.relay.RelayCloseReason.NearReset;
import dev.moosic.tunnel.testing.Pattern;
import dev.moosic.tunnel.testing.PatternSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A relay between two real sockets: {@code caller} speaks to its near channel, {@code service} to its far one. */
@ParameterizedClass
@ValueSource(strings = {"detected", "nio"})
class RelayTest {
    private static final int MIB = 1024 * 1024;

    private final RelayedSockets sockets;
    private final Socket caller;
    private final Socket service;

    RelayTest(String transport) throws Exception {
        sockets = RelayedSockets.open(transport);
        caller = sockets.caller();
        service = sockets.service();
    }

    @AfterEach
    void close() throws Exception {
        sockets.close();
    }

    @Test
    void bytesGoBothWaysAtOnce() throws Exception {
        CompletableFuture<Void> sending = sendAndEnd(caller, 1, 8 * MIB);
        CompletableFuture<Void> answering = sendAndEnd(service, 2, 8 * MIB);
        CompletableFuture<PatternSink> answer = receiveToEnd(caller);
        PatternSink request = receiveToEnd(service).get(30, TimeUnit.SECONDS);
        assertThat(request.sha256()).isEqualTo(Pattern.sha256(1, 8 * MIB));
        assertThat(answer.get(30, TimeUnit.SECONDS).sha256()).isEqualTo(Pattern.sha256(2, 8 * MIB));
        sending.join();
        answering.join();
        assertThat(sockets.reason()).isInstanceOf(Finished.class);
        assertThat(sockets.bytesToFar()).isEqualTo(8 * MIB).isEqualTo(sockets.liveBytesToFar());
        assertThat(sockets.bytesToNear()).isEqualTo(8 * MIB).isEqualTo(sockets.liveBytesToNear());
    }

    @Test
    void callerEndsFirstAndIsStillAnswered() throws Exception {
        sendAndEnd(caller, 1, MIB).join();
        assertThat(receiveToEnd(service).join().sha256()).isEqualTo(Pattern.sha256(1, MIB));
        sendAndEnd(service, 2, MIB).join();
        assertThat(receiveToEnd(caller).join().sha256()).isEqualTo(Pattern.sha256(2, MIB));
        assertThat(sockets.reason()).isInstanceOf(Finished.class);
    }

    @Test
    void serviceEndsFirstAndCanStillBeSpokenTo() throws Exception {
        sendAndEnd(service, 2, MIB).join();
        assertThat(receiveToEnd(caller).join().sha256()).isEqualTo(Pattern.sha256(2, MIB));
        sendAndEnd(caller, 1, MIB).join();
        assertThat(receiveToEnd(service).join().sha256()).isEqualTo(Pattern.sha256(1, MIB));
        assertThat(sockets.reason()).isInstanceOf(Finished.class);
    }

    @Test
    void endsWithoutAByteArePassedOn() throws Exception {
        caller.shutdownOutput();
        assertThat(service.getInputStream().read()).isEqualTo(-1);
        service.shutdownOutput();
        assertThat(caller.getInputStream().read()).isEqualTo(-1);
        assertThat(sockets.reason()).isInstanceOf(Finished.class);
    }

    @Test
    void aResetOfTheCallerReachesTheService() throws Exception {
        exchangeOneByte();
        reset(caller);
        assertReset(service);
        assertThat(sockets.reason()).isInstanceOf(NearReset.class);
    }

    @Test
    void aResetOfTheServiceReachesTheCaller() throws Exception {
        exchangeOneByte();
        reset(service);
        assertReset(caller);
        assertThat(sockets.reason()).isInstanceOf(FarReset.class);
    }

    @Test
    void aResetAfterAHalfCloseIsNoCleanEnd() throws Exception {
        caller.shutdownOutput();
        assertThat(service.getInputStream().read()).isEqualTo(-1);
        service.getOutputStream().write(1);
        assertThat(caller.getInputStream().read()).isEqualTo(1);
        reset(service);
        assertReset(caller);
        assertThat(sockets.reason()).isInstanceOf(FarReset.class);
    }

    @Test
    void closingOneChannelHereResetsTheOther() throws Exception {
        exchangeOneByte();
        sockets.near().close().sync();
        assertReset(service);
        assertThat(sockets.reason()).isInstanceOf(NearReset.class);
    }

    /** Whoever does not read stops who writes: the relay holds no more than its water mark and what one read brings. */
    @Test
    void aSlowReaderIsWaitedFor() throws Exception {
        CompletableFuture<Void> sending = sendAndEnd(service, 3, 24 * MIB);
        await().until(() -> !sockets.near().isWritable());
        long held = sockets.near().unsafe().outboundBuffer().totalPendingWriteBytes();
        assertThat(held).isLessThan(2 * MIB);
        assertThat(sending).isNotDone();
        assertThat(receiveToEnd(caller).get(30, TimeUnit.SECONDS).sha256()).isEqualTo(Pattern.sha256(3, 24 * MIB));
        sending.join();
    }

    @Test
    void aCallerThatVanishesWhileBeingSentToEndsTheService() throws Exception {
        CompletableFuture<Void> sending = sendAndEnd(service, 3, 24 * MIB);
        await().until(() -> !sockets.near().isWritable());
        reset(caller);
        assertThatThrownBy(sending::join).hasRootCauseInstanceOf(SocketException.class);
        assertThat(sockets.reason()).isInstanceOf(NearReset.class);
    }

    /** Both directions of the caller have ended, and its last bytes still wait for the service: they arrive. */
    @Test
    void whatWaitsWhenTheCallerIsDoneIsDelivered() throws Exception {
        long sent = fillTheRelayAndEndBothDirections();
        assertThat(receiveToEnd(service).get(30, TimeUnit.SECONDS).sha256()).isEqualTo(Pattern.sha256(3, sent));
        assertThat(sockets.reason()).isInstanceOf(Finished.class);
        assertThat(sockets.bytesToFar()).isEqualTo(1 + sent);
    }

    @Test
    void aServiceThatResetsWhileTheLastBytesWaitIsNoCleanEnd() throws Exception {
        fillTheRelayAndEndBothDirections();
        reset(service);
        assertThat(sockets.reason()).isInstanceOf(FarReset.class);
    }

    /** The service does not read, but has ended; the caller has been told, and has ended behind what filled the relay. */
    private long fillTheRelayAndEndBothDirections() throws IOException {
        exchangeOneByte(); // so that the relay has begun to read
        int chunk = 64 * 1024;
        long sent = 0;
        try (Pattern pattern = new Pattern(3, 64 * MIB)) {
            while (sockets.near().config().isAutoRead()) {
                caller.getOutputStream().write(pattern.readNBytes(chunk));
                sent += chunk;
            }
        }
        caller.shutdownOutput();
        service.shutdownOutput();
        assertThat(caller.getInputStream().read()).isEqualTo(-1);
        return sent;
    }

    private void exchangeOneByte() throws IOException {
        caller.getOutputStream().write(7);
        assertThat(service.getInputStream().read()).isEqualTo(7);
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static void assertReset(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().readAllBytes()).hasMessageContaining("reset");
    }

    private static CompletableFuture<Void> sendAndEnd(Socket socket, long seed, long length) {
        return CompletableFuture.runAsync(() -> {
            try (Pattern pattern = new Pattern(seed, length)) {
                OutputStream out = socket.getOutputStream();
                pattern.transferTo(out);
                socket.shutdownOutput();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static CompletableFuture<PatternSink> receiveToEnd(Socket socket) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                InputStream in = socket.getInputStream();
                PatternSink sink = new PatternSink();
                in.transferTo(sink);
                return sink;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
