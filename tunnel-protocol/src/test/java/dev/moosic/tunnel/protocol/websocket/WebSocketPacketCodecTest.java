package dev.moosic.tunnel.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.Data;
import dev.moosic.tunnel.protocol.packet.RandomPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets through one codec and out of another, in whatever pieces the bytes arrive. */
class WebSocketPacketCodecTest {

    @ParameterizedTest
    @EnumSource
    void packetsSurviveByteByByte(Masking masking) {
        assertPacketsSurvive(masking, 1, 60, () -> 1);
    }

    @ParameterizedTest
    @EnumSource
    void packetsSurviveAnySplit(Masking masking) {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        assertPacketsSurvive(masking, seed, 500, () -> 1 + random.nextInt(100_000));
    }

    private static void assertPacketsSurvive(Masking masking, long seed, int count, IntSupplier pieces) {
        RandomPackets packets = new RandomPackets(seed);
        EmbeddedChannel sender = new EmbeddedChannel(new WebSocketPacketCodec(masking));
        EmbeddedChannel receiver =
                new EmbeddedChannel(new WebSocketPacketCodec(masking == Masking.NONE ? Masking.ZERO : Masking.NONE));
        List<ControlPacket> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ControlPacket packet = packets.next();
            sent.add(
                    packet instanceof Data data
                            ? new Data(data.streamId(), data.content().copy())
                            : packet);
            sender.writeOutbound(packet);
        }
        ByteBuf wire = drain(sender);
        while (wire.isReadable()) {
            int piece = Math.min(pieces.getAsInt(), wire.readableBytes());
            receiver.writeInbound(wire.readBytes(piece));
        }
        wire.release();
        for (ControlPacket expected : sent) {
            assertThat(next(receiver, expected)).isEqualTo(expected);
        }
        assertThat((Object) receiver.readInbound()).isNull();
        sent.forEach(ReferenceCountUtil::release);
        sender.finishAndReleaseAll();
        receiver.finishAndReleaseAll();
    }

    /** The next packet; Data is put together again out of its pieces. */
    private static ControlPacket next(EmbeddedChannel receiver, ControlPacket expected) {
        ControlPacket packet = receiver.readInbound();
        if (!(packet instanceof Data first) || !(expected instanceof Data whole)) {
            return packet;
        }
        ByteBuf bytes = Unpooled.buffer();
        for (Data piece = first; ; piece = receiver.readInbound()) {
            assertThat(piece.streamId()).isEqualTo(whole.streamId());
            bytes.writeBytes(piece.content());
            piece.release();
            if (bytes.readableBytes() >= whole.content().readableBytes()) {
                return new Data(whole.streamId(), bytes);
            }
        }
    }

    private static ByteBuf drain(EmbeddedChannel sender) {
        CompositeByteBuf wire = Unpooled.compositeBuffer(Integer.MAX_VALUE);
        for (ByteBuf bytes = sender.readOutbound(); bytes != null; bytes = sender.readOutbound()) {
            wire.addComponent(true, bytes);
        }
        return wire;
    }
}
