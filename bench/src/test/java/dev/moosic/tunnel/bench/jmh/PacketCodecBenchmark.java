package dev.moosic.tunnel.bench.jmh;

import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.Credit;
import dev.moosic.tunnel.protocol.packet.Data;
import dev.moosic.tunnel.protocol.packet.PacketCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
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

/** Packets to bytes and back, without WebSocket frames around them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PacketCodecBenchmark {
    @Param({"64", "16384", "65000"})
    int payloadBytes;

    private final ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(128 * 1024);
    private final ByteBuf encodedData = PooledByteBufAllocator.DEFAULT.directBuffer(128 * 1024);
    private final ByteBuf encodedCredit = PooledByteBufAllocator.DEFAULT.directBuffer(64);
    private final Credit credit = new Credit(7, 1 << 20);
    private Data data = new Data(7, out);

    @Setup
    public void setUp() {
        data = new Data(
                7, PooledByteBufAllocator.DEFAULT.directBuffer(payloadBytes).writeZero(payloadBytes));
        PacketCodec.encode(data, encodedData);
        PacketCodec.encode(credit, encodedCredit);
    }

    @TearDown
    public void tearDown() {
        data.release();
        out.release();
        encodedData.release();
        encodedCredit.release();
    }

    @Benchmark
    public int encodeData() {
        out.clear();
        PacketCodec.encode(data, out);
        return out.readableBytes();
    }

    @Benchmark
    public int decodeData() {
        encodedData.readerIndex(0);
        Data decoded = (Data) PacketCodec.decode(encodedData);
        int size = decoded.content().readableBytes();
        decoded.release();
        return size;
    }

    @Benchmark
    public int encodeCredit() {
        out.clear();
        PacketCodec.encode(credit, out);
        return out.readableBytes();
    }

    @Benchmark
    public ControlPacket decodeCredit() {
        encodedCredit.readerIndex(0);
        return PacketCodec.decode(encodedCredit);
    }
}
