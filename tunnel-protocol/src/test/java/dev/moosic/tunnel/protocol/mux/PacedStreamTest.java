package dev.moosic.tunnel.protocol.mux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.packet.Ack;
import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.Credit;
import dev.moosic.tunnel.protocol.packet.Data;
import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import dev.moosic.tunnel.protocol.packet.StreamErrorCode;
import dev.moosic.tunnel.protocol.packet.StreamMessage;
import dev.moosic.tunnel.protocol.packet.StreamMessage.ResetByPeer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session under a pace, on an event loop whose clock the test holds. */
class PacedStreamTest {
    private static final int STEP_MS = 10;
    private static final int RATE = 1_000_000;

    private final EmbeddedChannel control = new EmbeddedChannel();
    private final Session session =
            new Session(Session.Role.ACCEPTOR, "test", SessionSettings.defaults(), new InertSessionHandler());
    private final Lane lane;
    private long takenOver;
    private final List<ControlPacket> sent = new ArrayList<>();

    PacedStreamTest() {
        control.freezeTime();
        lane = session.addLane(control);
    }

    @AfterEach
    void end() {
        session.close(CloseCode.NORMAL, 0, "the test is over");
        control.runPendingTasks();
        control.finishAndReleaseAll();
    }

    /** Counts what it reads. */
    private static final class Reader extends ChannelInboundHandlerAdapter {
        long bytes;
        final List<StreamMessage.CloseReason> told = new ArrayList<>();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            bytes += ((ByteBuf) message).readableBytes();
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof StreamMessage.Close close) {
                told.add(close.reason());
            }
        }
    }

    private StreamChannel open(Reader reader) {
        StreamChannel stream = lane.open(Init.to(1, "192.0.2.1:1", "192.0.2.2:2"), reader);
        control.runPendingTasks();
        return stream;
    }

    /** Lets time pass, and returns the payload sent meanwhile. */
    private long step() {
        control.advanceTimeBy(STEP_MS, TimeUnit.MILLISECONDS);
        control.runScheduledPendingTasks();
        control.runPendingTasks();
        long bytes = 0;
        Object packet;
        while ((packet = control.readOutbound()) != null) {
            bytes += packet instanceof Data data ? data.content().readableBytes() : 0;
            if (!(packet instanceof Data)) {
                sent.add((ControlPacket) packet);
            }
            ReferenceCountUtil.release(packet);
        }
        control.writeInbound(new Ack(takenOver += bytes));
        return bytes;
    }

    @Test
    void whatStreamsSendTogetherIsSmoothAndWithinTheRate() {
        session.outboundPace().set(RATE);
        List<StreamChannel> streams = List.of(open(new Reader()), open(new Reader()), open(new Reader()));
        for (StreamChannel stream : streams) {
            control.writeInbound(new Credit(stream.streamId(), 1L << 40));
            stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[2_000_000]));
        }
        step();
        for (int window = 0; window < 20; window++) {
            long bytes = 0;
            for (int i = 0; i < 100 / STEP_MS; i++) {
                bytes += step();
            }
            assertThat(bytes).as("bytes in the %dth tenth of a second", window).isBetween(60_000L, 220_000L);
        }
        long inASecond = 0;
        for (int i = 0; i < 1_000 / STEP_MS; i++) {
            inASecond += step();
        }
        assertThat(inASecond).isBetween(900_000L, 1_100_000L);
    }

    @Test
    void theSourceIsPausedWhileTheRateHoldsItsBytesBack() {
        session.outboundPace().set(1_000);
        StreamChannel stream = open(new Reader());
        control.writeInbound(new Credit(stream.streamId(), 1L << 40));
        int accepted = 0;
        while (stream.isWritable()) {
            stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[10_000]));
            control.runPendingTasks();
            accepted += 10_000;
        }
        assertThat(accepted).isLessThanOrEqualTo(210_000);
        assertThat(session.statistics().queuedBytes()).isLessThanOrEqualTo(210_000);
    }

    @Test
    void whatIsQueuedHasSpokenForItsCredit() {
        StreamChannel stream = open(new Reader());
        stream.write(Unpooled.wrappedBuffer(new byte[ProtocolLimits.INITIAL_CREDIT_BYTES - 1]));
        assertThat(stream.isWritable()).isTrue();
        stream.write(Unpooled.wrappedBuffer(new byte[1]));
        assertThat(stream.isWritable()).isFalse();
        control.writeInbound(new Credit(stream.streamId(), ProtocolLimits.INITIAL_CREDIT_BYTES + 1));
        assertThat(stream.isWritable()).isTrue();
    }

    @Test
    void whatThePeerSendsIsHeldBackWithinItsWindowAndItsCreditWithheld() {
        session.inboundPace().set(10_000);
        Reader reader = new Reader();
        StreamChannel stream = open(reader);
        int window = ProtocolLimits.INITIAL_CREDIT_BYTES;
        control.writeInbound(new Data(stream.streamId(), Unpooled.wrappedBuffer(new byte[window])));
        step();
        assertThat(reader.bytes).isLessThanOrEqualTo(2_048);
        assertThat(sent).noneMatch(Credit.class::isInstance);
        long before = reader.bytes;
        for (int i = 0; i < 1_000 / STEP_MS; i++) {
            step();
        }
        assertThat(reader.bytes - before).isBetween(9_000L, 11_000L);
        for (int i = 0; i < 1_000 / STEP_MS; i++) {
            step();
        }
        assertThat(reader.bytes).isEqualTo(window);
        assertThat(sent).anyMatch(Credit.class::isInstance);
    }

    @Test
    void aStreamCutOffIsToldWhyBeforeItIsInactive() {
        Reader first = new Reader();
        Reader second = new Reader();
        open(first);
        StreamChannel newest = open(second);
        session.resetStreams(stream -> session.liveStreams() > 1, StreamErrorCode.REVOKED, "one stream only");
        control.runPendingTasks();
        assertThat(newest.isOpen()).isFalse();
        assertThat(second.told).containsExactly(new ResetByPeer(StreamErrorCode.REVOKED, "one stream only"));
        assertThat(first.told).isEmpty();
        assertThat(session.liveStreams()).isOne();
    }
}
