package dev.moosic.tunnel.protocol.mux;

import static dev.moosic.tunnel.protocol.mux.MuxPair.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.packet.StreamErrorCode;
import dev.moosic.tunnel.protocol.packet.StreamMessage.ResetByPeer;
import dev.moosic.tunnel.protocol.websocket.Masking;
import io.netty.channel.Channel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/protocol.md} section 9: control connections cut at random bytes, and no stream notices. */
class ResumptionTest {
    private static final int MIB = 1024 * 1024;
    private static final Duration GRACE = Duration.ofSeconds(20);

    enum Carrier {
        LOCAL,
        PLAIN,
        TLS;

        ControlTransport transport(Path folder) {
            return switch (this) {
                case LOCAL -> new LocalTransport();
                case PLAIN -> new SocketTransport(null, Masking.RANDOM);
                case TLS -> new SocketTransport(TestTls.create(folder), Masking.ZERO);
            };
        }
    }

    private final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final BlockingQueue<StreamProbe> accepted = new LinkedBlockingQueue<>();

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void streamsOutliveConnectionsCutAtAnyByte(Carrier carrier, @TempDir Path folder) {
        System.out.println("ResumptionTest seed " + seed);
        try (MuxPair pair = new MuxPair(
                carrier.transport(folder), SessionSettings.defaults().withGrace(GRACE))) {
            pair.acceptor.onOpened(stream -> {
                StreamProbe probe = new StreamProbe(stream.streamId(), 2 * MIB, 70_000);
                stream.pipeline().addLast(probe);
                accepted.add(probe);
            });
            List<StreamProbe> near = new ArrayList<>();
            for (int cut = 0; cut < 20; cut++) {
                near.add(pair.dialer.open(new StreamProbe(random.nextLong(), random.nextInt(MIB), 70_000)));
                pair.reconnect(new Cutter(1 + random.nextInt(400_000)), new Cutter(1 + random.nextInt(400_000)));
            }
            pair.reconnect(new Cutter(Long.MAX_VALUE), new Cutter(Long.MAX_VALUE));
            for (StreamProbe probe : near) {
                StreamProbe far = MuxPair.take(accepted);
                assertThat(await(far.ended)).isEqualTo(probe.sentDigest());
                assertThat(await(probe.ended)).isEqualTo(far.sentDigest());
                assertThat(await(probe.closed)).isNull();
                assertThat(await(far.closed)).isNull();
            }
        }
    }

    @Test
    void whatIsSentMeanwhileArrivesAfterwards() {
        try (MuxPair pair =
                new MuxPair(new LocalTransport(), SessionSettings.defaults().withGrace(GRACE))) {
            pair.acceptor.onOpened(stream -> {
                StreamProbe probe = new StreamProbe();
                stream.pipeline().addLast(probe);
                accepted.add(probe);
            });
            pair.dialer.control().close();
            MuxPair.take(pair.dialer.detached);
            assertThat(pair.dialer.lane().isAttached()).isFalse();
            StreamProbe near = pair.dialer.open(new StreamProbe(seed, MIB, 70_000));
            pair.reconnect(new Cutter(Long.MAX_VALUE), new Cutter(Long.MAX_VALUE));
            assertThat(await(MuxPair.take(accepted).ended)).isEqualTo(near.sentDigest());
            assertThat(await(near.closed)).isNull();
        }
    }

    @Test
    void aResetMeanwhileArrivesAfterwards() {
        try (MuxPair pair =
                new MuxPair(new LocalTransport(), SessionSettings.defaults().withGrace(GRACE))) {
            pair.acceptor.onOpened(stream -> {
                StreamProbe probe = new StreamProbe().keepOpen();
                stream.pipeline().addLast(probe);
                accepted.add(probe);
            });
            StreamProbe near = pair.dialer.open(new StreamProbe().keepOpen());
            StreamProbe far = MuxPair.take(accepted);
            far.channel();
            pair.dialer.control().close();
            MuxPair.take(pair.dialer.detached);
            near.reset(StreamErrorCode.TIMEOUT);
            await(near.closed);
            assertThat(far.closed).isNotDone();
            pair.reconnect(new Cutter(Long.MAX_VALUE), new Cutter(Long.MAX_VALUE));
            assertThat(await(far.closed)).isEqualTo(new ResetByPeer(StreamErrorCode.TIMEOUT, "by the test"));
        }
    }

    @Test
    void afterTheGraceTheSessionIsLost() {
        SessionSettings brief = SessionSettings.defaults().withGrace(Duration.ofMillis(50));
        try (MuxPair pair = new MuxPair(new LocalTransport(), brief)) {
            StreamProbe near = pair.dialer.open(new StreamProbe().keepOpen());
            near.channel();
            pair.acceptor.control().close();
            assertThat(await(pair.dialer.closed)).isInstanceOf(SessionCloseReason.ConnectionLost.class);
            assertThat(await(pair.acceptor.closed)).isInstanceOf(SessionCloseReason.ConnectionLost.class);
            assertThat(await(near.closed))
                    .isInstanceOfSatisfying(
                            ResetByPeer.class, told -> assertThat(told.code()).isEqualTo(StreamErrorCode.SESSION_LOST));
            assertThat(pair.dialer.on(() -> pair.dialer.lane().keeps(0))).isFalse();
        }
    }

    @Test
    void theOlderConnectionIsClosedAndItsPacketsAreDropped() {
        try (MuxPair pair =
                new MuxPair(new LocalTransport(), SessionSettings.defaults().withGrace(GRACE))) {
            Channel older = pair.acceptor.control();
            pair.reconnect(new Cutter(Long.MAX_VALUE), new Cutter(Long.MAX_VALUE));
            older.closeFuture().syncUninterruptibly();
            assertThat(pair.acceptor.lane().isAttached()).isTrue();
            StreamProbe near = pair.dialer.open(new StreamProbe(seed, 1_000, 10));
            await(near.closed);
        }
    }

    @Test
    void aCountThatIsNotKeptCannotBeResumed() {
        try (MuxPair pair =
                new MuxPair(new LocalTransport(), SessionSettings.defaults().withGrace(GRACE))) {
            assertThat(pair.dialer.on(() -> pair.dialer.lane().keeps(0))).isTrue();
            assertThat(pair.dialer.on(() -> pair.dialer.lane().keeps(1))).isFalse();
            assertThat(pair.dialer.on(() -> pair.dialer.lane().keeps(-1))).isFalse();
        }
    }
}
