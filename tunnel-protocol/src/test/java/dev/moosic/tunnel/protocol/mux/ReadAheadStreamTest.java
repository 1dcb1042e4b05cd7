package dev.moosic.tunnel.protocol.mux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.Credit;
import dev.moosic.tunnel.protocol.packet.Data;
import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A player at one end of a stream and a source at the other that sends all it may, on an event loop with a held clock. */
class ReadAheadStreamTest {
    private static final int STEP_MS = 100;
    private static final int A_SECOND = 125_000;

    private final EmbeddedChannel control = new EmbeddedChannel();
    private final Session session = new Session(
            Session.Role.ACCEPTOR,
            "test",
            SessionSettings.defaults().withGrace(ProtocolLimits.RESUME_GRACE),
            new InertSessionHandler());
    private final Lane lane;
    private final Player player = new Player();
    private final StreamChannel stream;
    private long limit = 16_384;
    private long sent;
    private boolean lineGone;

    ReadAheadStreamTest() {
        control.freezeTime();
        lane = session.addLane(control);
        stream = lane.open(Init.to(1, "192.0.2.1:1", "192.0.2.2:2"), player);
        stream.config().setOption(StreamChannel.AUTO_CONSUME, false);
        control.runPendingTasks();
    }

    @AfterEach
    void end() {
        session.close(CloseCode.NORMAL, 0, "the test is over");
        control.runPendingTasks();
        control.finishAndReleaseAll();
        assertThat(session.budget().heldBytes()).isZero();
    }

    /** Holds what came until it plays it, and takes no more than a second of it at a time. */
    private final class Player extends ChannelInboundHandlerAdapter {
        int loaded;
        long starved;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            loaded += ((ByteBuf) message).readableBytes();
            ReferenceCountUtil.release(message);
            stream.config().setAutoRead(loaded < A_SECOND);
        }

        void play(int bytes) {
            int played = Math.min(bytes, loaded);
            starved += bytes - played;
            loaded -= played;
            stream.consumed(played);
            stream.config().setAutoRead(loaded < A_SECOND);
        }
    }

    /** Lets the player play, and the source send, for a number of seconds. */
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
            while (!lineGone && sent < limit) {
                int bytes = (int) Math.min(limit - sent, 60_000);
                sent += bytes;
                control.writeInbound(new Data(stream.streamId(), Unpooled.wrappedBuffer(new byte[bytes])));
            }
        }
    }

    @Test
    void aPlayerHearsNothingOfALineThatIsGoneForThreeQuartersOfAMinute() {
        stream.config().setOption(StreamChannel.READ_AHEAD, true);
        play(30, A_SECOND);
        assertThat(stream.holdsReadAhead()).isTrue();
        player.starved = 0;
        lineGone = true;
        play(45, A_SECOND);
        assertThat(player.starved).isZero();
        assertThat(lane.isAttached())
                .as("still attached after so long a silence")
                .isFalse();
    }

    @Test
    void nothingIsFetchedAheadUnasked() {
        play(30, A_SECOND);
        assertThat(stream.holdsReadAhead()).isFalse();
        assertThat(limit - sent + player.loaded).isLessThan(2L * WindowTuner.FREE_GROWTH_BYTES);
    }

    @Test
    void aRateLimitIsNoPaceOfTheReader() {
        session.inboundPace().set(A_SECOND);
        stream.config().setOption(StreamChannel.READ_AHEAD, true);
        play(30, 2 * A_SECOND);
        assertThat(stream.holdsReadAhead()).isFalse();
    }

    @Test
    void theEndOfAPlayerGivesEverythingBack() {
        stream.config().setOption(StreamChannel.READ_AHEAD, true);
        play(30, A_SECOND);
        stream.close();
        control.runPendingTasks();
        assertThat(session.budget().heldBytes()).isZero();
    }
}
