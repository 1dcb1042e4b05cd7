package dev.moosic.tunnel.bench.jmh;

import dev.moosic.tunnel.protocol.mux.Lane;
import dev.moosic.tunnel.protocol.mux.Session;
import dev.moosic.tunnel.protocol.mux.SessionCloseReason;
import dev.moosic.tunnel.protocol.mux.SessionHandler;
import dev.moosic.tunnel.protocol.mux.SessionSettings;
import dev.moosic.tunnel.protocol.mux.StreamChannel;
import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import dev.moosic.tunnel.protocol.websocket.Masking;
import dev.moosic.tunnel.protocol.websocket.WebSocketPacketCodec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One turn of two sessions that are joined by their WebSocket codecs, without sockets: each stream writes one buffer, the
 * frames go over, the other end consumes them, and credits and acknowledgements come back. With the grace that keeps
 * sent packets for resumption, as by default in the programs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MuxTurnBenchmark {
    @Param({"1024", "65000"})
    int payloadBytes;

    @Param({"1", "64"})
    int streams;

    private EmbeddedChannel dialing = new EmbeddedChannel();
    private EmbeddedChannel accepting = new EmbeddedChannel();
    private final List<StreamChannel> sending = new ArrayList<>();
    private long consumed;

    @Setup
    public void setUp() {
        SessionSettings settings = SessionSettings.defaults().withGrace(Duration.ofMinutes(2));
        dialing = new EmbeddedChannel(new WebSocketPacketCodec(Masking.ZERO));
        accepting = new EmbeddedChannel(new WebSocketPacketCodec(Masking.NONE));
        Lane lane = new Session(Session.Role.DIALER, "bench", settings, new Owner()).addLane(dialing);
        new Session(Session.Role.ACCEPTOR, "bench", settings, new Owner()).addLane(accepting);
        for (int i = 0; i < streams; i++) {
            sending.add(lane.open(Init.to(1, "192.0.2.1:1", "192.0.2.2:2"), new ChannelInboundHandlerAdapter()));
        }
        exchange();
    }

    @TearDown
    public void tearDown() {
        sending.forEach(StreamChannel::close);
        exchange();
        dialing.finishAndReleaseAll();
        accepting.finishAndReleaseAll();
    }

    /** Time and allocation are those of all streams together: divide by their number for one packet. */
    @Benchmark
    public long turn() {
        for (StreamChannel stream : sending) {
            int headroom = ProtocolLimits.HEADROOM_BYTES;
            ByteBuf payload =
                    stream.alloc().ioBuffer(headroom + payloadBytes).setIndex(headroom, headroom + payloadBytes);
            stream.writeAndFlush(payload, stream.voidPromise());
        }
        exchange();
        return consumed;
    }

    /** Until neither end has anything to say. */
    private void exchange() {
        boolean moved;
        do {
            dialing.runPendingTasks();
            moved = pass(dialing, accepting);
            accepting.runPendingTasks();
            moved |= pass(accepting, dialing);
        } while (moved);
    }

    private static boolean pass(EmbeddedChannel from, EmbeddedChannel to) {
        boolean moved = false;
        for (ByteBuf bytes; (bytes = from.readOutbound()) != null; moved = true) {
            to.writeInbound(bytes);
        }
        return moved;
    }

    private final class Owner implements SessionHandler {
        @Override
        public void streamOpened(StreamChannel stream) {
            stream.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    ByteBuf bytes = (ByteBuf) message;
                    consumed += bytes.readableBytes();
                    bytes.release();
                }
            });
        }

        @Override
        public void received(Lane lane, ControlPacket packet) {}

        @Override
        public void closed(Session session, SessionCloseReason reason) {}
    }
}
