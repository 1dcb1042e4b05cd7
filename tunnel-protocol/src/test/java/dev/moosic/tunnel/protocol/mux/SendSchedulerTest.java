package dev.moosic.tunnel.protocol.mux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.Credit;
import dev.moosic.tunnel.protocol.packet.Data;
import dev.moosic.tunnel.protocol.packet.Init;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When streams are sent, on an event loop whose turns the test takes. */
class SendSchedulerTest {
    private static final int PIECE = 60_000;

    private final EmbeddedChannel control = new EmbeddedChannel();
    private final Session session =
            new Session(Session.Role.ACCEPTOR, "test", SessionSettings.defaults(), new InertSessionHandler());
    private final Lane lane = session.addLane(control);

    @AfterEach
    void end() {
        session.close(CloseCode.NORMAL, 0, "the test is over");
        control.runPendingTasks();
        control.finishAndReleaseAll();
    }

    private StreamChannel open() {
        StreamChannel stream = lane.open(Init.to(1, "192.0.2.1:1", "192.0.2.2:2"), new ChannelInboundHandlerAdapter());
        control.runPendingTasks();
        control.writeInbound(new Credit(stream.streamId(), 1L << 40));
        control.runPendingTasks();
        sent();
        return stream;
    }

    /** Payload written to the control connection since the last call, without another turn of the loop. */
    private long sent() {
        long bytes = 0;
        Object packet;
        while ((packet = control.readOutbound()) != null) {
            bytes += packet instanceof Data data ? data.content().readableBytes() : 0;
            ReferenceCountUtil.release(packet);
        }
        return bytes;
    }

    @Test
    void littleWaitsForTheEndOfTheTurn() {
        StreamChannel first = open();
        StreamChannel second = open();
        first.writeAndFlush(Unpooled.wrappedBuffer(new byte[PIECE]));
        second.writeAndFlush(Unpooled.wrappedBuffer(new byte[PIECE]));
        assertThat(sent()).isZero();
        control.runPendingTasks();
        assertThat(sent()).isEqualTo(2 * PIECE);
    }

    @Test
    void muchIsSentWhileTheTurnGoesOn() {
        StreamChannel[] streams = {open(), open(), open(), open()};
        for (StreamChannel stream : streams) {
            stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[PIECE]));
        }
        assertThat(sent()).as("before the turn ends").isEqualTo(3 * PIECE);
        control.runPendingTasks();
        assertThat(sent()).as("when it ends").isEqualTo(PIECE);
    }

    @Test
    void whatIsWrittenAsABufferLeavesIsSentToo() {
        StreamChannel stream = open();
        int pieces = 40;
        int[] left = {pieces - 1};
        ChannelFutureListener[] next = new ChannelFutureListener[1];
        next[0] = written -> {
            if (left[0]-- > 0) {
                stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[3 * PIECE]))
                        .addListener(next[0]);
            }
        };
        stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[3 * PIECE])).addListener(next[0]);
        control.runPendingTasks();
        assertThat(sent()).isEqualTo(pieces * 3L * PIECE);
    }
}
