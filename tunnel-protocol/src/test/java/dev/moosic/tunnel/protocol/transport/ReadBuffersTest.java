package dev.moosic.tunnel.protocol.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** On threads of each test's own, which keep nothing yet. */
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
            takeAndRelease(ReadBuffers.KEPT + 3);
            assertThat(ReadBuffers.kept()).isEqualTo(ReadBuffers.KEPT);
        });
    }

    @Test
    void anEventLoopKeepsMoreWhileItNeedsThem() {
        EventLoopGroup group = Transport.detect().newEventLoopGroup(1, "buffers");
        try {
            EventLoop loop = group.next();
            int needed = ReadBuffers.MOST_KEPT + 3;
            loop.submit(() -> takeAndRelease(needed)).syncUninterruptibly();
            assertThat(kept(loop)).isEqualTo(ReadBuffers.MOST_KEPT);
            Awaitility.await().until(() -> kept(loop) == ReadBuffers.KEPT);
        } finally {
            group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static int kept(EventLoop loop) {
        return loop.submit(ReadBuffers::kept).syncUninterruptibly().getNow();
    }

    private static void takeAndRelease(int count) {
        List<ByteBuf> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(ReadBuffers.take());
        }
        taken.forEach(ByteBuf::release);
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
