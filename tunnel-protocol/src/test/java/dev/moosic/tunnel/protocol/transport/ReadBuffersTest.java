package dev.moosic.tunnel.protocol.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Each test on a thread of its own, which keeps nothing yet. */
class ReadBuffersTest {

    private static void onThread(Runnable test) throws Exception {
        FutureTask<Void> task = new FutureTask<>(test, null);
        new FastThreadLocalThread(task).start();
        task.get(20, TimeUnit.SECONDS);
    }

    @Test
    void theLastGivenBackIsTakenFirstAndEmpty() throws Exception {
        onThread(() -> {
            ByteBuf first = ReadBuffers.take();
            ByteBuf second = ReadBuffers.take();
            second.release();
            first.writeZero(ReadBuffers.BYTES).setLong(0, 42).release();

            ByteBuf again = ReadBuffers.take();
            assertThat(again.getLong(0)).isEqualTo(42);
            assertThat(again.refCnt()).isEqualTo(1);
            assertThat(again.readableBytes()).isZero();
            assertThat(again.writableBytes()).isEqualTo(ReadBuffers.BYTES);
            again.release();
        });
    }

    @Test
    void aSliceKeepsItsBufferFromBeingTaken() throws Exception {
        onThread(() -> {
            ByteBuf buffer = ReadBuffers.take();
            ByteBuf slice = buffer.writeLong(7).readRetainedSlice(Long.BYTES);
            buffer.release();
            ByteBuf other = ReadBuffers.take();
            other.writeLong(8);
            assertThat(slice.readLong()).isEqualTo(7);
            slice.release();
            other.release();
            assertThat(ReadBuffers.kept()).isEqualTo(2);
        });
    }

    @Test
    void noMoreAreKeptThanTheBound() throws Exception {
        onThread(() -> {
            List<ByteBuf> taken = new ArrayList<>();
            for (int i = 0; i < ReadBuffers.KEPT + 3; i++) {
                taken.add(ReadBuffers.take());
            }
            taken.forEach(ByteBuf::release);
            assertThat(ReadBuffers.kept()).isEqualTo(ReadBuffers.KEPT);
        });
    }

    @Test
    void whatAnotherThreadReleasesIsNotKept() throws Exception {
        onThread(() -> {
            ByteBuf buffer = ReadBuffers.take();
            try {
                onThread(buffer::release);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            assertThat(buffer.refCnt()).isZero();
            assertThat(ReadBuffers.kept()).isZero();
        });
    }
}
