package dev.moosic.tunnel.protocol.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be written around the payload of a packet, and what may not. */
class DataTest {

    /** A TLS handler gathers small writes behind the first one, if that has room: there lie the bytes of the next packet. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theRestOfAPartHasNoRoomBehindIt(boolean pooled) {
        ByteBufAllocator allocator = pooled ? PooledByteBufAllocator.DEFAULT : ByteBufAllocator.DEFAULT;
        ByteBuf whole = allocator.directBuffer(64).writeZero(64);
        Data part = new Data(2, whole.readRetainedSlice(16));
        Data again = part.retainedRest(4);
        assertThat(again.content().readableBytes()).isEqualTo(12);
        assertThat(again.content().isWritable()).isFalse();
        assertThat(again.content().ensureWritable(1, false)).isEqualTo(1);
        again.release();
        part.release();
        whole.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 32})
    void onlyTheSoleOwnerHasHeadroom(int headroom) {
        ByteBuf whole = ByteBufAllocator.DEFAULT.directBuffer(64).setIndex(headroom, 64);
        assertThat(Data.headroomOf(whole)).isEqualTo(headroom);
        ByteBuf other = whole.retainedSlice();
        assertThat(Data.headroomOf(whole)).isZero();
        assertThat(Data.headroomOf(other)).isZero();
        other.release();
        whole.release();
    }
}
