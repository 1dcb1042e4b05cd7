package dev.moosic.tunnel.protocol.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is encoded is decoded to the same, for random packets; the seed is the test's name. */
class PacketCodecRoundTripTest {
    private static final int PACKETS_A_SEED = 500;

    static LongStream seeds() {
        return LongStream.of(1, 2, ThreadLocalRandom.current().nextLong());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void randomPacketsSurvive(long seed) {
        RandomPackets packets = new RandomPackets(seed);
        for (int i = 0; i < PACKETS_A_SEED; i++) {
            assertSurvives(packets.next());
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachTypeSurvives(PacketType type) {
        RandomPackets packets = new RandomPackets(type.ordinal());
        for (int i = 0; i < 50; i++) {
            assertSurvives(packets.next(type));
        }
    }

    private static void assertSurvives(ControlPacket packet) {
        ByteBuf bytes = PooledByteBufAllocator.DEFAULT.buffer();
        PacketCodec.encode(packet, bytes);
        ControlPacket decoded = PacketCodec.decode(bytes);
        assertThat(decoded).isEqualTo(packet);
        assertThat(bytes.refCnt()).isEqualTo(decoded instanceof Data ? 2 : 1);
        ReferenceCountUtil.release(decoded);
        ReferenceCountUtil.release(packet);
        bytes.release();
    }
}
