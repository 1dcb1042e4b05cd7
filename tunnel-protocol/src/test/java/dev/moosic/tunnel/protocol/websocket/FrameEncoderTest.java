package dev.moosic.tunnel.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.protocol.packet.Data;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import dev.moosic.tunnel.protocol.packet.Renew;
import dev.moosic.tunnel.testing.Pattern;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where headers are written, and what is never overwritten. */
class FrameEncoderTest {
    private static final int PAYLOAD = 10_000;

    @Test
    void headersGoIntoTheHeadroomWithoutACopy() {
        EmbeddedChannel channel = channel(Masking.ZERO);
        ByteBuf buffer = bufferWithHeadroom(PAYLOAD);
        channel.writeOutbound(new Data(1, buffer, Data.headroomOf(buffer)));
        ByteBuf frame = channel.readOutbound();
        assertThat(frame.memoryAddress()).isEqualTo(buffer.memoryAddress());
        assertThat((Object) channel.readOutbound()).isNull();
        assertThat(payload(frame)).isEqualTo(Pattern.bytes(1, PAYLOAD));
        frame.release();
        channel.finishAndReleaseAll();
    }

    /** What waits to be acknowledged is sent again from the same memory: whole, or the rest, under whatever key. */
    @ParameterizedTest
    @EnumSource
    void aRetainedPacketCanBeSentAgain(Masking masking) {
        ByteBuf buffer = bufferWithHeadroom(PAYLOAD);
        Data kept = new Data(1, buffer, Data.headroomOf(buffer));
        for (Masking next : new Masking[] {masking, masking, Masking.RANDOM, masking}) {
            for (int skip : new int[] {0, 1, 6, PAYLOAD - 3}) {
                ByteBuf received = sendAndReceive(next, skip == 0 ? kept.retain() : kept.retainedRest(skip));
                assertThat(received).isEqualTo(Unpooled.wrappedBuffer(Pattern.bytes(1, PAYLOAD), skip, PAYLOAD - skip));
            }
        }
        kept.release();
    }

    /** Whoever shares the memory of a payload finds it as it was. */
    @ParameterizedTest
    @EnumSource
    void aSharedPayloadIsNotMaskedInPlace(Masking masking) {
        ByteBuf buffer = bufferWithHeadroom(PAYLOAD);
        ByteBuf other = buffer.retainedDuplicate();
        sendAndReceive(masking, new Data(1, buffer, Data.headroomOf(buffer)));
        assertThat(bytes(other)).isEqualTo(Pattern.bytes(1, PAYLOAD));
        other.release();
    }

    private static ByteBuf sendAndReceive(Masking masking, Data packet) {
        EmbeddedChannel channel = channel(masking);
        EmbeddedChannel receiver = channel(masking == Masking.NONE ? Masking.RANDOM : Masking.NONE);
        channel.writeOutbound(packet);
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            // A copy: the receiver may unmask in place.
            receiver.writeInbound(Unpooled.copiedBuffer(bytes));
            bytes.release();
        }
        ByteBuf received = Unpooled.buffer();
        for (Data piece = receiver.readInbound(); piece != null; piece = receiver.readInbound()) {
            received.writeBytes(piece.content());
            piece.release();
        }
        channel.finishAndReleaseAll();
        receiver.finishAndReleaseAll();
        return received;
    }

    /** The bytes before a slice are another packet's payload. */
    @ParameterizedTest
    @ValueSource(ints = {1, 512, 513, 4_000})
    void whatLiesBeforeASliceIsLeftAlone(int size) {
        EmbeddedChannel channel = channel(Masking.ZERO);
        ByteBuf whole = bufferWithHeadroom(PAYLOAD);
        ByteBuf first = whole.readRetainedSlice(size);
        assertThat(Data.headroomOf(whole)).isZero();
        ByteBuf rest = whole.readRetainedSlice(size);
        assertThat(Data.headroomOf(rest)).isZero();
        byte[] before = bytes(first);
        channel.writeOutbound(new Data(1, rest, Data.headroomOf(rest)));
        assertThat(bytes(first)).isEqualTo(before);
        channel.releaseOutbound();
        first.release();
        whole.release();
        channel.finishAndReleaseAll();
    }

    @Test
    void onlyAnOwnerAloneHasHeadroom() {
        ByteBuf buffer = bufferWithHeadroom(PAYLOAD);
        assertThat(Data.headroomOf(buffer)).isEqualTo(ProtocolLimits.HEADROOM_BYTES);
        ByteBuf other = buffer.retainedDuplicate();
        assertThat(Data.headroomOf(buffer)).isZero();
        assertThat(Data.headroomOf(other)).isZero();
        other.release();
        assertThat(Data.headroomOf(buffer)).isEqualTo(ProtocolLimits.HEADROOM_BYTES);
        assertThat(Data.headroomOf(buffer.asReadOnly())).isZero();
        buffer.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, ProtocolLimits.MAX_DATA_BYTES + 1})
    void dataOfAnIllegalSizeIsRefusedAndReleased(int size) {
        EmbeddedChannel channel = channel(Masking.ZERO);
        ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer(Math.max(1, size)).writerIndex(size);
        assertThatThrownBy(() -> channel.writeOutbound(new Data(1, buffer)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(size + " bytes");
        assertThat(buffer.refCnt()).isZero();
        channel.finishAndReleaseAll();
    }

    @Test
    void aPacketThatIsTooLargeIsRefused() {
        EmbeddedChannel channel = channel(Masking.NONE);
        char[] token = new char[ProtocolLimits.MAX_PACKET_BYTES];
        Arrays.fill(token, 'a');
        assertThatThrownBy(() -> channel.writeOutbound(new Renew(new String(token))))
                .isInstanceOf(IllegalArgumentException.class);
        channel.finishAndReleaseAll();
    }

    private static EmbeddedChannel channel(Masking masking) {
        return new EmbeddedChannel(new WebSocketPacketCodec(masking));
    }

    private static ByteBuf bufferWithHeadroom(int size) {
        int headroom = ProtocolLimits.HEADROOM_BYTES;
        return ByteBufAllocator.DEFAULT
                .directBuffer(headroom + size)
                .setIndex(headroom, headroom)
                .writeBytes(Pattern.bytes(1, size));
    }

    private static byte[] payload(ByteBuf frame) {
        return bytes(frame.slice(frame.writerIndex() - PAYLOAD, PAYLOAD));
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return bytes;
    }
}
