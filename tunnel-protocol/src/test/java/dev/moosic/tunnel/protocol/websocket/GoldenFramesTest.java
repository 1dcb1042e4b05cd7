package dev.moosic.tunnel.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.Data;
import dev.moosic.tunnel.protocol.packet.GoldenVector;
import dev.moosic.tunnel.protocol.packet.PacketCodec;
import dev.moosic.tunnel.protocol.packet.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The WebSocket frames of the golden files, sections 2 and 15. */
class GoldenFramesTest {
    private static final String ZERO = "00000000";

    static List<GoldenVector> frames() {
        return GoldenVector.read("frames.tsv");
    }

    static List<GoldenVector> fragmentedFrames() {
        return GoldenVector.read("fragmented-frames.tsv");
    }

    static List<GoldenVector> malformedFrames() {
        return GoldenVector.read("malformed-frames.tsv");
    }

    @ParameterizedTest
    @MethodSource({"frames", "fragmentedFrames"})
    void framesAreRead(GoldenVector vector) {
        EmbeddedChannel channel = receiver(vector);
        channel.writeInbound(vector.bytes());
        vector.meaning().get("packets").forEach(packet -> assertNextIs(channel, packet.asText()));
        assertThat((Object) channel.readInbound()).isNull();
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @MethodSource({"frames", "fragmentedFrames"})
    void framesAreReadByteByByte(GoldenVector vector) {
        EmbeddedChannel channel = receiver(vector);
        ByteBuf bytes = vector.bytes();
        while (bytes.isReadable()) {
            channel.writeInbound(bytes.readBytes(1));
        }
        vector.meaning().get("packets").forEach(packet -> assertNextIs(channel, packet.asText()));
        channel.finishAndReleaseAll();
    }

    /** But for those with a random key, since that is drawn. */
    @ParameterizedTest
    @MethodSource("frames")
    void framesAreWrittenToTheByte(GoldenVector vector) {
        String mask = mask(vector);
        if (!mask.isEmpty() && !mask.equals(ZERO)) {
            return;
        }
        EmbeddedChannel channel =
                new EmbeddedChannel(new WebSocketPacketCodec(mask.isEmpty() ? Masking.NONE : Masking.ZERO));
        vector.meaning().get("packets").forEach(packet -> channel.writeOutbound(decode(packet.asText())));
        ByteBuf written = Unpooled.buffer();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            written.writeBytes(bytes);
            bytes.release();
        }
        assertThat(ByteBufUtil.hexDump(written)).isEqualTo(vector.hex());
        channel.finishAndReleaseAll();
    }

    /** Found at once, told once; what follows on the connection is not read any more. */
    @ParameterizedTest
    @MethodSource("malformedFrames")
    void malformedFramesAreProtocolErrors(GoldenVector vector) {
        EmbeddedChannel channel = receiver(vector);
        assertThatThrownBy(() -> channel.writeInbound(vector.bytes())).isInstanceOf(ProtocolException.class);
        channel.releaseInbound();
        channel.writeInbound(frames().get(0).bytes());
        assertThat((Object) channel.readInbound()).isNull();
        channel.finishAndReleaseAll();
    }

    private static EmbeddedChannel receiver(GoldenVector vector) {
        boolean fromAcceptor = mask(vector).isEmpty();
        return new EmbeddedChannel(new WebSocketPacketCodec(fromAcceptor ? Masking.RANDOM : Masking.NONE));
    }

    /** Empty for none. */
    private static String mask(GoldenVector vector) {
        JsonNode mask = vector.meaning().get("mask");
        return mask.isNull() ? "" : mask.asText();
    }

    private static void assertNextIs(EmbeddedChannel channel, String hex) {
        ControlPacket expected = decode(hex);
        ControlPacket packet = channel.readInbound();
        while (packet instanceof Data data
                && data.content().readableBytes() < ((Data) expected).content().readableBytes()) {
            Data more = channel.readInbound();
            packet = new Data(data.streamId(), Unpooled.wrappedBuffer(data.content(), more.content()));
        }
        assertThat(packet).isEqualTo(expected);
        ReferenceCountUtil.release(packet);
        ReferenceCountUtil.release(expected);
    }

    private static ControlPacket decode(String hex) {
        return PacketCodec.decode(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
    }
}
