package dev.moosic.tunnel.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Masking in every kind of buffer equals masking byte by byte as RFC 6455 section 5.3 has it. */
class MaskTest {
    private static final int ROUNDS = 500;

    private enum Kind {
        HEAP(Unpooled::copiedBuffer),
        DIRECT(bytes ->
                UnpooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes)),
        SLICE(bytes -> Unpooled.directBuffer(bytes.length + 7)
                .writeZero(7)
                .writeBytes(bytes)
                .skipBytes(7)
                .slice()),
        COMPOSITE(bytes -> Unpooled.wrappedBuffer(
                Unpooled.copiedBuffer(bytes, 0, bytes.length / 2),
                Unpooled.copiedBuffer(bytes, bytes.length / 2, bytes.length - bytes.length / 2)));

        private final Function<byte[], ByteBuf> maker;

        Kind(Function<byte[], ByteBuf> maker) {
            this.maker = maker;
        }

        ByteBuf of(byte[] bytes) {
            return maker.apply(bytes);
        }
    }

    @ParameterizedTest
    @EnumSource
    void masksAsTheRfcSays(Kind kind) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = new byte[random.nextInt(2, 200)];
            random.nextBytes(bytes);
            int index = random.nextInt(bytes.length);
            int length = random.nextInt(bytes.length - index + 1);
            int key = random.nextInt();
            int offset = random.nextInt(70_000);
            byte[] expected = bytes.clone();
            for (int i = 0; i < length; i++) {
                expected[index + i] ^= (byte) (key >>> 24 - 8 * ((offset + i) % 4));
            }

            ByteBuf buffer = kind.of(bytes);
            ByteBuf copy = Unpooled.directBuffer(3, 400).writeZero(3);
            Mask.copy(buffer, index, length, copy, key, offset);
            Mask.apply(buffer, index, length, key, offset);

            String which = "seed " + seed + ", round " + round;
            assertThat(ByteBufUtil.getBytes(buffer, 0, bytes.length)).as(which).isEqualTo(expected);
            assertThat(copy.readableBytes()).as(which).isEqualTo(3 + length);
            for (int i = 0; i < length; i++) {
                assertThat(copy.getByte(3 + i)).as(which).isEqualTo(expected[index + i]);
            }
            buffer.release();
            copy.release();
        }
    }
}
