package dev.moosic.tunnel.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.mux.InertSessionHandler;
import dev.moosic.tunnel.protocol.mux.Lane;
import dev.moosic.tunnel.protocol.mux.Session;
import dev.moosic.tunnel.protocol.mux.SessionSettings;
import dev.moosic.tunnel.protocol.mux.StreamChannel;
import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.Credit;
import dev.moosic.tunnel.protocol.packet.Data;
import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.packet.StreamMessage.CloseReason;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A local connection whose service sends all it may, and whose caller reads by the test's clock. */
class LocalConnectionTest {
    private static final int STEP_MS = 100;
    private static final int A_SECOND = 125_000;

    private final EmbeddedChannel control = new EmbeddedChannel();
    private final Session session =
            new Session(Session.Role.ACCEPTOR, "test", SessionSettings.defaults(), new InertSessionHandler());
    private final HttpTunnel tunnel;
    private final StreamPool pool;
    private final LocalConnection connection;
    private final StreamChannel stream;
    private final Player player = new Player();
    private long limit = 16_384;
    private long offset;
    private int left;

    LocalConnectionTest() {
        control.freezeTime();
        Lane lane = session.addLane(control);
        tunnel = new LaneTunnel(lane);
        pool = new StreamPool(control.eventLoop());
        connection = new LocalConnection(tunnel, pool, control.eventLoop(), Init.to(1, "192.0.2.1:1", "192.0.2.2:2"));
        stream = (StreamChannel) connection.channel();
        control.runPendingTasks();
    }

    @AfterEach
    void end() {
        session.close(CloseCode.NORMAL, 0, "the test is over");
        control.runPendingTasks();
        control.finishAndReleaseAll();
    }

    @Test
    void whatAPlayerWillReadIsFetchedAheadAndItsStreamNotUsedAgain() {
        answer(20 * A_SECOND);
        play(10, A_SECOND);
        assertThat(player.ended).isFalse();
        assertThat(stream.holdsReadAhead()).isTrue();
        play(11, A_SECOND);
        assertThat(player.ended).isTrue();
        connection.finish(true);
        assertThat(pool.take(tunnel, Duration.ofDays(1))).isNull();
        control.runPendingTasks();
        assertThat(stream.isOutputShutdown()).isTrue();
    }

    @Test
    void aStreamWhoseReaderIsQuickIsUsedAgainAndItsNextReaderWatchedAnew() {
        answer(4 * A_SECOND);
        play(2, 4 * A_SECOND);
        assertThat(player.ended).isTrue();
        connection.finish(true);
        assertThat(pool.take(tunnel, Duration.ofDays(1))).isSameAs(connection);
        answer(20 * A_SECOND);
        play(10, A_SECOND);
        assertThat(stream.holdsReadAhead()).isTrue();
    }

    /** Begins an exchange whose answer has a body of so many bytes. */
    private void answer(int body) {
        player.ended = false;
        connection.begin(player, new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/song"));
        stream.flush();
        send(("HTTP/1.1 200 OK\r\nContent-Length: " + body + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        left = body;
    }

    private void send(byte[] bytes) {
        offset += bytes.length;
        control.writeInbound(new Data(stream.streamId(), Unpooled.wrappedBuffer(bytes)));
    }

    private void play(int seconds, int bytesASecond) {
        for (int step = 0; step < seconds * 1_000 / STEP_MS; step++) {
            control.advanceTimeBy(STEP_MS, TimeUnit.MILLISECONDS);
            control.runScheduledPendingTasks();
            player.play(bytesASecond * STEP_MS / 1_000);
            control.runPendingTasks();
            ControlPacket packet;
            while ((packet = control.readOutbound()) != null) {
                limit = packet instanceof Credit credit ? Math.max(limit, credit.limit()) : limit;
                ReferenceCountUtil.release(packet);
            }
            while (left > 0 && offset < limit) {
                int bytes = (int) Math.min(Math.min(left, limit - offset), 60_000);
                left -= bytes;
                send(new byte[bytes]);
            }
        }
    }

    /** Opens streams on one lane. */
    private static final class LaneTunnel extends TestTunnel {
        private final Lane lane;

        LaneTunnel(Lane lane) {
            super(new ClientId("home"), Tunnel.Access.PUBLIC);
            this.lane = lane;
        }

        @Override
        public EventLoop eventLoop() {
            return lane.eventLoop();
        }

        @Override
        public DuplexChannel open(EventLoop loop, Init init, ChannelHandler initializer) {
            return lane.open(init, initializer);
        }
    }

    /** Takes what came, and reports it as it plays. */
    private final class Player implements LocalResponse {
        boolean ended;
        private int loaded;

        @Override
        public void responseHead(HttpResponse response) {}

        @Override
        public void responseContent(HttpContent content) {
            ended |= content instanceof LastHttpContent;
            content.release();
        }

        @Override
        public void responseReadComplete() {
            loaded += connection.watch().takeUnreported();
            stream.config().setAutoRead(loaded < A_SECOND);
        }

        @Override
        public void requestWritabilityChanged() {}

        @Override
        public void responseBroken(CloseReason reason) {
            throw new AssertionError(reason);
        }

        void play(int bytes) {
            int played = Math.min(bytes, loaded);
            loaded -= played;
            StreamWatch.consumed(stream, played);
            stream.config().setAutoRead(loaded < A_SECOND);
        }
    }
}
