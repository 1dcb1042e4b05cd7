package dev.moosic.tunnel.protocol.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packets of the golden files, which any other implementation can be held to as well, section 15. */
class GoldenVectorsTest {

    static List<GoldenVector> packets() {
        return GoldenVector.read("packets.tsv");
    }

    static List<GoldenVector> jsonPackets() {
        return GoldenVector.read("json-packets.tsv");
    }

    static List<GoldenVector> tolerated() {
        return GoldenVector.read("tolerated.tsv");
    }

    static List<GoldenVector> malformed() {
        return GoldenVector.read("malformed.tsv");
    }

    @ParameterizedTest
    @MethodSource("packets")
    void packetsAreReadAndWrittenToTheByte(GoldenVector vector) {
        ControlPacket packet = PacketCodec.decode(vector.bytes());
        assertThat(GoldenVector.meaningOf(packet)).isEqualTo(vector.meaning());
        assertThat(ByteBufUtil.hexDump(encode(packet))).isEqualTo(vector.hex());
        ReferenceCountUtil.release(packet);
    }

    /** JSON may be written in many ways: what counts is that it says the same. */
    @ParameterizedTest
    @MethodSource("jsonPackets")
    void jsonPacketsSayTheSame(GoldenVector vector) throws JsonProcessingException {
        ControlPacket packet = PacketCodec.decode(vector.bytes());
        ByteBuf written = encode(packet);
        assertThat(written.slice(0, ProtocolLimits.HEADER_BYTES))
                .isEqualTo(vector.bytes().slice(0, ProtocolLimits.HEADER_BYTES));
        String json = written.skipBytes(ProtocolLimits.HEADER_BYTES).toString(StandardCharsets.UTF_8);
        assertThat(new ObjectMapper().readTree(json)).isEqualTo(vector.meaning());
    }

    @ParameterizedTest
    @MethodSource("tolerated")
    void whatALaterVersionMayAddIsTolerated(GoldenVector vector) {
        assertThat(GoldenVector.meaningOf(PacketCodec.decode(vector.bytes()))).isEqualTo(vector.meaning());
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedPacketsAreProtocolErrors(GoldenVector vector) {
        ByteBuf bytes = vector.bytes();
        assertThatThrownBy(() -> PacketCodec.decode(bytes)).isInstanceOf(ProtocolException.class);
        assertThat(bytes.refCnt()).isEqualTo(1);
    }

    private static ByteBuf encode(ControlPacket packet) {
        ByteBuf bytes = Unpooled.buffer();
        PacketCodec.encode(packet, bytes);
        return bytes;
    }
}
