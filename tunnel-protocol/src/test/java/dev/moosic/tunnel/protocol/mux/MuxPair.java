package dev.moosic.tunnel.protocol.mux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.Init;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Two sessions joined by one lane over a {@link ControlTransport}, with what their handlers were told. */
final class MuxPair implements AutoCloseable {
    static final long PATIENCE_SECONDS = 30;

    /** One end of the pair. */
    final class End implements SessionHandler {
        final Session session;
        final BlockingQueue<ControlPacket> packets = new LinkedBlockingQueue<>();
        final BlockingQueue<SessionCloseReason> detached = new LinkedBlockingQueue<>();
        final CompletableFuture<SessionCloseReason> closed = new CompletableFuture<>();
        volatile Consumer<StreamChannel> onOpened = stream -> stream.pipeline().addLast(new StreamProbe());
        volatile @Nullable Lane lane;
        volatile @Nullable Channel control;

        End(Session.Role role, SessionSettings settings) {
            session = new Session(role, "test", settings, this);
        }

        /** The other end's streams are accepted by this. */
        void onOpened(Consumer<StreamChannel> action) {
            onOpened = action;
        }

        Lane lane() {
            return Objects.requireNonNull(lane);
        }

        Channel control() {
            return Objects.requireNonNull(control);
        }

        /** Opens a stream whose pipeline is {@code probe}. */
        StreamProbe open(StreamProbe probe) {
            on(() -> lane().open(Init.to(1, "192.0.2.1:1", "192.0.2.2:2"), probe));
            return probe;
        }

        /** Runs on the lane's event loop and waits for it. */
        <T> T on(Callable<T> task) {
            return lane().eventLoop().submit(task).syncUninterruptibly().getNow();
        }

        private void resume(long peerTaken, Cutter cutter) {
            on(() -> {
                assertThat(lane().keeps(peerTaken)).as("keeps " + peerTaken).isTrue();
                control().pipeline().addFirst(cutter);
                lane().resume(control(), peerTaken);
                return control().pipeline().remove(Hold.class);
            });
        }

        @Override
        public void streamOpened(StreamChannel stream) {
            onOpened.accept(stream);
        }

        @Override
        public void received(Lane from, ControlPacket packet) {
            packets.add(packet);
        }

        @Override
        public void detached(Lane which, SessionCloseReason reason) {
            detached.add(reason);
        }

        @Override
        public void closed(Session which, SessionCloseReason reason) {
            closed.complete(reason);
        }
    }

    final End dialer;
    final End acceptor;

    private final ControlTransport transport;

    MuxPair(ControlTransport transport, SessionSettings settings) {
        this.transport = transport;
        this.dialer = new End(Session.Role.DIALER, settings);
        this.acceptor = new End(Session.Role.ACCEPTOR, settings);
        CompletableFuture<Void> up = new CompletableFuture<>();
        CompletableFuture<Void> down = new CompletableFuture<>();
        transport.connect(
                channel -> {
                    dialer.control = channel;
                    dialer.lane = dialer.session.addLane(channel);
                    up.complete(null);
                },
                channel -> {
                    acceptor.control = channel;
                    acceptor.lane = acceptor.session.addLane(channel);
                    down.complete(null);
                });
        await(CompletableFuture.allOf(up, down));
    }

    /** The end on the other side. */
    End peerOf(End end) {
        return end == dialer ? acceptor : dialer;
    }

    /**
     * Replaces the control connection, whatever has become of it, as a hello with intent RESUME does; the new one's
     * inbound bytes pass {@code atDialer} and {@code atAcceptor}.
     */
    void reconnect(Cutter atDialer, Cutter atAcceptor) {
        CompletableFuture<Channel> up = new CompletableFuture<>();
        CompletableFuture<Channel> down = new CompletableFuture<>();
        transport.connect(channel -> up.complete(hold(channel)), channel -> down.complete(hold(channel)));
        dialer.control = await(up);
        acceptor.control = await(down);
        long atAcceptorTaken = acceptor.on(() -> {
            acceptor.lane().detach();
            return acceptor.lane().received();
        });
        long atDialerTaken = dialer.on(() -> {
            dialer.lane().detach();
            return dialer.lane().received();
        });
        acceptor.resume(atDialerTaken, atAcceptor);
        dialer.resume(atAcceptorTaken, atDialer);
    }

    private static Channel hold(Channel channel) {
        channel.pipeline().addLast(new Hold());
        return channel;
    }

    /**
     * Keeps what comes before the lane has resumed, until it is removed. To stop reading would not do: TLS reads by itself
     * after its handshake.
     */
    private static final class Hold extends ChannelInboundHandlerAdapter {
        private final Queue<Object> held = new ArrayDeque<>();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            held.add(message);
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            held.forEach(ctx::fireChannelRead);
            ctx.fireChannelReadComplete();
        }
    }

    /** Ends both sessions in order and the transport; checks that nothing stayed behind. */
    @Override
    public void close() {
        dialer.session.close(CloseCode.NORMAL, 0, "the test is over");
        await(dialer.closed);
        await(acceptor.closed);
        transport.close();
        for (End end : new End[] {dialer, acceptor}) {
            SessionStatistics figures = end.session.statistics();
            assertThat(figures.liveStreams()).as("live streams").isZero();
            assertThat(figures.windowBytes()).as("granted").isZero();
            assertThat(figures.queuedBytes()).as("queued").isZero();
        }
    }

    static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    static <T> T take(BlockingQueue<T> queue) {
        try {
            T element = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(element).as("told in time").isNotNull();
            return element;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
