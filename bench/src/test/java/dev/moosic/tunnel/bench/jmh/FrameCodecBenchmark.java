package dev.moosic.tunnel.bench.jmh;

import dev.moosic.tunnel.protocol.packet.Data;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import dev.moosic.tunnel.protocol.websocket.Masking;
import dev.moosic.tunnel.protocol.websocket.WebSocketPacketCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
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

/** A Data packet through the WebSocket codec: into a frame, out of a frame, with each way of masking. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameCodecBenchmark {
    @Param({"64", "16384", "65000"})
    int payloadBytes;

    @Param({"NONE", "ZERO", "RANDOM"})
    Masking masking = Masking.NONE;

    private EmbeddedChannel sender = new EmbeddedChannel();
    private EmbeddedChannel receiver = new EmbeddedChannel();
    private ByteBuf payload = PooledByteBufAllocator.DEFAULT.directBuffer(0);
    private ByteBuf frame = PooledByteBufAllocator.DEFAULT.directBuffer(0);

    @Setup
    public void setUp() {
        sender = new EmbeddedChannel(new WebSocketPacketCodec(masking));
        receiver = new EmbeddedChannel(new WebSocketPacketCodec(masking == Masking.NONE ? Masking.ZERO : Masking.NONE));
        int headroom = ProtocolLimits.HEADROOM_BYTES;
        payload = PooledByteBufAllocator.DEFAULT
                .directBuffer(headroom + payloadBytes)
                .setIndex(headroom, headroom)
                .writeZero(payloadBytes);
        frame = PooledByteBufAllocator.DEFAULT.directBuffer(payloadBytes + 64);
        sender.writeOutbound(newData());
        for (ByteBuf part; (part = sender.readOutbound()) != null; part.release()) {
            frame.writeBytes(part);
        }
    }

    @TearDown
    public void tearDown() {
        sender.finishAndReleaseAll();
        receiver.finishAndReleaseAll();
        payload.release();
        frame.release();
    }

    @Benchmark
    public int encode() {
        sender.writeOutbound(newData());
        int bytes = 0;
        for (ByteBuf part; (part = sender.readOutbound()) != null; part.release()) {
            bytes += part.readableBytes();
        }
        return bytes;
    }

    /** A frame that was unmasked in place is another one the next time; its length and its work stay the same. */
    @Benchmark
    public int decode() {
        receiver.writeInbound(frame.retainedDuplicate());
        int packets = 0;
        for (Object packet; (packet = receiver.readInbound()) != null; packets++) {
            ReferenceCountUtil.release(packet);
        }
        return packets;
    }

    private Data newData() {
        payload.setIndex(ProtocolLimits.HEADROOM_BYTES, ProtocolLimits.HEADROOM_BYTES + payloadBytes);
        return new Data(7, payload.retainedDuplicate(), ProtocolLimits.HEADROOM_BYTES);
    }
}
