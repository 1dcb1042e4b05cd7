package dev.moosic.tunnel.protocol.mux;

import static dev.moosic.tunnel.protocol.mux.MuxPair.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import dev.moosic.tunnel.protocol.packet.RefusalCode;
import dev.moosic.tunnel.protocol.packet.StreamErrorCode;
import dev.moosic.tunnel.protocol.packet.StreamMessage.RefusedByPeer;
import dev.moosic.tunnel.protocol.packet.StreamMessage.ResetByPeer;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stream promises, whatever carries its packets. Each test ends with nothing left behind on either side. */
abstract class StreamContract {
    private static final int MIB = 1024 * 1024;

    final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final BlockingQueue<StreamProbe> accepted = new LinkedBlockingQueue<>();
    MuxPair pair;

    abstract ControlTransport transport();

    @BeforeEach
    void connect() {
        System.out.println(getClass().getSimpleName() + " seed " + seed);
        pair = new MuxPair(transport(), SessionSettings.defaults());
    }

    @AfterEach
    void leaveNothingBehind() {
        pair.close();
    }

    @Test
    void bytesArriveInOrderBothWaysAtOnce() {
        accept(() -> new StreamProbe(seed + 1, 4 * MIB, 70_000));
        StreamProbe near = pair.dialer.open(new StreamProbe(seed, 4 * MIB, 70_000));
        assertExchanged(near, MuxPair.take(accepted));
    }

    @Test
    void eitherSideOpensStreams() {
        pair.dialer.onOpened(stream -> stream.pipeline().addLast(StreamProbe.echo()));
        StreamProbe near = pair.acceptor.open(new StreamProbe(seed, MIB, 10_000));
        assertThat(await(near.ended)).isEqualTo(near.sentDigest());
        assertThat(await(near.closed)).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneDirectionEndsLongBeforeTheOther(boolean openerFirst) {
        accept(() -> new StreamProbe(seed, openerFirst ? MIB : 0, 10_000).keepOpen());
        StreamProbe near = pair.dialer.open(new StreamProbe(seed, openerFirst ? 0 : MIB, 10_000).keepOpen());
        StreamProbe far = MuxPair.take(accepted);
        StreamProbe first = openerFirst ? near : far;
        StreamProbe last = openerFirst ? far : near;
        first.channel().shutdownOutput().syncUninterruptibly();
        await(last.ended);
        Awaitility.await().until(() -> first.receivedBytes() == MIB);
        assertThat(first.channel().isOpen()).isTrue();
        last.channel().shutdownOutput();
        assertThat(await(first.ended)).isEqualTo(last.sentDigest());
        assertThat(await(first.closed)).isNull();
        assertThat(await(last.closed)).isNull();
    }

    @Test
    void writesAfterShutdownOutputFail() {
        accept(() -> new StreamProbe().keepOpen());
        StreamProbe near = pair.dialer.open(new StreamProbe());
        ChannelFuture write = near.channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
        assertThatThrownBy(write::syncUninterruptibly).hasMessageContaining("shutdownOutput");
        MuxPair.take(accepted).channel().shutdownOutput();
        await(near.closed);
    }

    @Test
    void endWaitsForBytesThatLackCredit() {
        accept(() -> new StreamProbe().paused());
        StreamProbe near = pair.dialer.open(new StreamProbe().keepOpen());
        ChannelFuture write = near.channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[MIB]));
        ChannelFuture end = near.channel().shutdownOutput();
        StreamProbe far = MuxPair.take(accepted);
        Awaitility.await()
                .until(() -> pair.acceptor.session.statistics().bytesReceived() == ProtocolLimits.INITIAL_CREDIT_BYTES);
        assertThat(write.isDone()).isFalse();
        assertThat(end.isDone()).isFalse();
        assertThat(near.channel().isWritable()).isFalse();
        far.resume();
        await(far.ended);
        assertThat(far.receivedBytes()).isEqualTo(MIB);
        assertThat(write.syncUninterruptibly().isSuccess()).isTrue();
        assertThat(end.syncUninterruptibly().isSuccess()).isTrue();
        await(near.closed);
    }

    /** When the reset comes. */
    enum Moment {
        AT_ONCE,
        AMID_DATA,
        AFTER_OWN_END,
        AFTER_PEERS_END,
        BY_CLOSE
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void resetEndsBothDirectionsAtAnyMoment(Moment moment) {
        accept(() -> moment == Moment.AFTER_PEERS_END
                ? new StreamProbe(seed, 1_000, 100)
                : new StreamProbe(seed, 8 * MIB, 70_000).keepOpen());
        StreamProbe near = pair.dialer.open(
                moment == Moment.AFTER_OWN_END ? new StreamProbe() : new StreamProbe(1, 100, 50).keepOpen());
        StreamProbe far = MuxPair.take(accepted);
        StreamErrorCode code = StreamErrorCode.CONNECTION_RESET;
        switch (moment) {
            case AT_ONCE -> near.reset(code);
            case AMID_DATA -> {
                Awaitility.await().until(() -> near.receivedBytes() > MIB);
                near.reset(code);
            }
            case AFTER_OWN_END -> {
                await(far.ended);
                near.reset(code);
            }
            case AFTER_PEERS_END -> {
                await(near.ended);
                near.reset(code);
            }
            case BY_CLOSE -> {
                code = StreamErrorCode.CANCELLED;
                near.channel().close();
            }
        }
        assertThat(await(far.closed))
                .isInstanceOfSatisfying(
                        ResetByPeer.class,
                        told -> assertThat(told.code())
                                .isEqualTo(
                                        moment == Moment.BY_CLOSE
                                                ? StreamErrorCode.CANCELLED
                                                : StreamErrorCode.CONNECTION_RESET));
        assertThat(await(near.closed)).isNull();
        assertThat(far.receivedBytes()).isLessThanOrEqualTo(near.sentBytes());
        assertThat(near.receivedBytes()).isLessThanOrEqualTo(far.sentBytes());
    }

    @Test
    void refusalReachesTheOpenerBeforeInactive() {
        pair.acceptor.onOpened(stream -> stream.refuse(RefusalCode.CONNECTION_REFUSED, "nobody listens"));
        StreamProbe near = pair.dialer.open(new StreamProbe(seed, MIB, 1_000));
        assertThat(await(near.closed)).isEqualTo(new RefusedByPeer(RefusalCode.CONNECTION_REFUSED, "nobody listens"));
    }

    @Test
    void lateRefusalWorksToo() {
        accept(() -> new StreamProbe().keepOpen().paused());
        StreamProbe near = pair.dialer.open(new StreamProbe(seed, MIB, 1_000));
        StreamChannel far = MuxPair.take(accepted).channel();
        far.eventLoop().execute(() -> far.refuse(RefusalCode.CONNECT_TIMEOUT, "too late"));
        assertThat(await(near.closed)).isEqualTo(new RefusedByPeer(RefusalCode.CONNECT_TIMEOUT, "too late"));
    }

    @Test
    void aStalledReaderCostsItsSiblingNothing() {
        accept(() -> new StreamProbe().paused());
        StreamProbe stalled = pair.dialer.open(new StreamProbe(seed, 4 * MIB, 70_000));
        StreamProbe stalledFar = MuxPair.take(accepted);
        accept(() -> new StreamProbe(seed, 0, 1));
        StreamProbe fast = pair.dialer.open(new StreamProbe(seed + 1, 16 * MIB, 70_000));
        assertThat(await(MuxPair.take(accepted).ended)).isEqualTo(fast.sentDigest());
        assertThat(stalledFar.receivedBytes()).isZero();
        assertThat(stalled.channel().isWritable()).isFalse();
        assertThat(pair.acceptor.session.statistics().windowBytes()).isEqualTo(ProtocolLimits.INITIAL_CREDIT_BYTES);
        stalledFar.resume();
        assertThat(await(stalledFar.ended)).isEqualTo(stalled.sentDigest());
        await(stalled.closed);
        await(fast.closed);
    }

    @Test
    void anAnswerLargerThanTheImplicitCreditComesWithoutACreditForWhatWasRead() {
        int bytes = 200_000;
        accept(() -> new StreamProbe(seed, bytes, 70_000));
        StreamProbe near = pair.dialer.open(new StreamProbe().paused());
        Awaitility.await().until(() -> pair.dialer.session.statistics().bytesReceived() == bytes);
        assertThat(near.receivedBytes()).isZero();
        near.resume();
        assertThat(await(near.ended)).isEqualTo(MuxPair.take(accepted).sentDigest());
        await(near.closed);
    }

    @Test
    void oneReadDeliversNoMoreThanItsShare() {
        accept(() -> new StreamProbe().paused());
        StreamProbe near = pair.dialer.open(new StreamProbe(seed, 10_000, 3_000));
        StreamProbe far = MuxPair.take(accepted);
        Awaitility.await().until(() -> pair.acceptor.session.statistics().bytesReceived() == 10_000);
        assertThat(far.receivedBytes()).isZero();
        far.channel().read();
        assertThat(await(far.ended)).isEqualTo(near.sentDigest());
        await(near.closed);
    }

    @Test
    void aThousandStreamsAtOnce() {
        pair.acceptor.onOpened(stream -> stream.pipeline().addLast(StreamProbe.echo()));
        List<StreamProbe> probes = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            probes.add(pair.dialer.open(new StreamProbe(random.nextLong(), random.nextInt(40_000), 5_000)));
        }
        for (StreamProbe probe : probes) {
            assertThat(await(probe.ended)).isEqualTo(probe.sentDigest());
            assertThat(await(probe.closed)).isNull();
        }
        assertThat(pair.acceptor.session.statistics().streamsOpened()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, 16_384, 16_385, ProtocolLimits.MAX_DATA_BYTES, ProtocolLimits.MAX_DATA_BYTES + 1, 1 << 20})
    void writesOfEverySizeArriveWhole(int size) {
        accept(StreamProbe::echo);
        StreamProbe near = pair.dialer.open(new StreamProbe().keepOpen());
        ChannelFuture write = near.channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[size]));
        near.channel().shutdownOutput();
        await(near.ended);
        assertThat(near.receivedBytes()).isEqualTo(size);
        assertThat(write.isSuccess()).isTrue();
        await(near.closed);
    }

    @RepeatedTest(3)
    void closesThatCrossLeaveTheSessionWhole() {
        accept(() -> new StreamProbe(random.nextLong(), 200_000, 20_000));
        List<StreamProbe> probes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            StreamProbe near = pair.dialer.open(new StreamProbe(random.nextLong(), 200_000, 20_000));
            StreamProbe far = MuxPair.take(accepted);
            probes.add(near);
            probes.add(far);
            hurt(near, random.nextInt(4));
            hurt(far, random.nextInt(4));
        }
        for (StreamProbe probe : probes) {
            await(probe.closed);
        }
        assertThat(pair.dialer.session.isOpen()).isTrue();
        StreamProbe near = pair.dialer.open(new StreamProbe(seed, 100_000, 1_000));
        assertExchanged(near, MuxPair.take(accepted));
    }

    @Test
    void theEndOfTheSessionEndsItsStreams() {
        accept(() -> new StreamProbe(seed, 64 * MIB, 70_000));
        StreamProbe near = pair.dialer.open(new StreamProbe(seed, 64 * MIB, 70_000));
        StreamProbe far = MuxPair.take(accepted);
        Awaitility.await().until(() -> near.receivedBytes() > 0);
        pair.acceptor.session.close(CloseCode.SUPERSEDED, 60_000, "another instance");
        for (StreamProbe probe : List.of(near, far)) {
            assertThat(await(probe.closed))
                    .isInstanceOfSatisfying(
                            ResetByPeer.class, told -> assertThat(told.code()).isEqualTo(StreamErrorCode.SESSION_LOST));
        }
        assertThat(await(pair.dialer.closed))
                .isEqualTo(new SessionCloseReason.ClosedByPeer(CloseCode.SUPERSEDED, 60_000, "another instance"));
        assertThat(await(pair.acceptor.closed))
                .isEqualTo(new SessionCloseReason.ClosedHere(CloseCode.SUPERSEDED, "another instance"));
    }

    @Test
    void theLossOfTheConnectionEndsTheSession() {
        accept(() -> new StreamProbe().keepOpen());
        StreamProbe near = pair.dialer.open(new StreamProbe().keepOpen());
        StreamProbe far = MuxPair.take(accepted);
        pair.acceptor.control().close();
        assertThat(await(near.closed)).isInstanceOf(ResetByPeer.class);
        assertThat(await(far.closed)).isInstanceOf(ResetByPeer.class);
        assertThat(await(pair.dialer.closed)).isInstanceOf(SessionCloseReason.ConnectionLost.class);
        StreamProbe late = pair.dialer.open(new StreamProbe());
        assertThat(await(late.closed))
                .isInstanceOfSatisfying(
                        ResetByPeer.class, told -> assertThat(told.code()).isEqualTo(StreamErrorCode.SESSION_LOST));
    }

    @Test
    void aStreamPastTheLimitIsRefused() {
        pair.close();
        SessionSettings one = new SessionSettings(
                ProtocolLimits.SESSION_BUDGET_BYTES,
                1,
                ProtocolLimits.PING_AFTER,
                ProtocolLimits.DEAD_AFTER,
                ProtocolLimits.MAX_UNACKNOWLEDGED_BYTES,
                SessionSettings.defaults().grace());
        pair = new MuxPair(transport(), one);
        accept(() -> new StreamProbe().keepOpen());
        StreamProbe first = pair.dialer.open(new StreamProbe().keepOpen());
        MuxPair.take(accepted);
        StreamProbe second = pair.dialer.open(new StreamProbe());
        assertThat(await(second.closed))
                .isInstanceOfSatisfying(
                        RefusedByPeer.class, told -> assertThat(told.code()).isEqualTo(RefusalCode.OVERLOADED));
        first.channel().close().awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    @Test
    void theStreamKnowsItsInit() {
        BlockingQueue<Init> inits = new LinkedBlockingQueue<>();
        pair.acceptor.onOpened(stream -> {
            inits.add(stream.init());
            stream.pipeline().addLast(new StreamProbe());
        });
        StreamProbe near = pair.dialer.open(new StreamProbe());
        assertThat(MuxPair.take(inits))
                .isEqualTo(Init.to(1, "192.0.2.1:1", "192.0.2.2:2").opened(1, ProtocolLimits.INITIAL_CREDIT_BYTES));
        await(near.closed);
    }

    private void accept(java.util.function.Supplier<StreamProbe> probes) {
        pair.acceptor.onOpened(stream -> {
            StreamProbe probe = probes.get();
            stream.pipeline().addLast(probe);
            accepted.add(probe);
        });
    }

    private void hurt(StreamProbe probe, int how) {
        StreamChannel stream = probe.channel();
        switch (how) {
            case 0 -> stream.close();
            case 1 -> stream.reset(StreamErrorCode.TIMEOUT, "by the test");
            case 2 -> stream.shutdownOutput();
            default -> stream.shutdown();
        }
    }

    private static void assertExchanged(StreamProbe near, StreamProbe far) {
        assertThat(await(far.ended)).isEqualTo(near.sentDigest());
        assertThat(await(near.ended)).isEqualTo(far.sentDigest());
        assertThat(await(near.closed)).isNull();
        assertThat(await(far.closed)).isNull();
    }
}
