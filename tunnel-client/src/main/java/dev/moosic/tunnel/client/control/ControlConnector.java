package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.client.config.Mask;
import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.client.socket.FailureText;
import dev.moosic.tunnel.protocol.packet.ClientHello;
import dev.moosic.tunnel.protocol.packet.ServerHello;
import dev.moosic.tunnel.protocol.websocket.ClientUpgrade;
import dev.moosic.tunnel.protocol.websocket.Masking;
import dev.moosic.tunnel.protocol.websocket.UpgradeRefusedException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** Opens control connections: the byte stream to a server, its upgrade to WebSocket, and the hellos. */
public final class ControlConnector {
    private static final String NOT_OPENED = "the WebSocket was not opened: ";

    private final ServerDialer dialer;
    private final Mask mask;

    public ControlConnector(ServerDialer dialer, Mask mask) {
        this.dialer = dialer;
        this.mask = mask;
    }

    /**
     * One try at a control connection.
     *
     * @param welcomed takes the channel over when the server's hello is a success, before anything that follows is read
     * @return done when {@code welcomed} was called; fails with {@link ConnectFailure}; cancelling it closes the channel
     */
    Future<Void> connect(
            ServerAddress server, EventLoop loop, ClientHello hello, BiConsumer<Channel, ServerHello> welcomed) {
        Promise<Void> connected = loop.newPromise();
        open(
                server,
                loop,
                step -> {},
                connected,
                channel -> new HelloHandler(hello, new HelloHandler.Outcome() {
                    @Override
                    public void welcomed(ServerHello answer) {
                        if (connected.isDone()) {
                            channel.close();
                        } else {
                            welcomed.accept(channel, answer);
                            connected.trySuccess(null);
                        }
                    }

                    @Override
                    public void failed(ConnectFailure failure) {
                        connected.tryFailure(failure);
                    }
                }));
        return connected;
    }

    /**
     * Opens a WebSocket to {@code server} and closes it, for {@code check}.
     *
     * @param passed told of each step done
     * @return fails with {@link ConnectFailure}
     */
    public Future<Void> reach(ServerAddress server, EventLoop loop, Consumer<ConnectStep> passed) {
        Promise<Void> reached = loop.newPromise();
        open(server, loop, passed, reached, channel -> new ChannelInboundHandlerAdapter() {
            @Override
            public void handlerAdded(ChannelHandlerContext ctx) {
                passed.accept(ConnectStep.WEBSOCKET);
                reached.trySuccess(null);
                ctx.close();
            }
        });
        return reached;
    }

    /** @param next the phase after the upgrade; {@code outcome} is what it completes, and a failure before it fails */
    private void open(
            ServerAddress server,
            EventLoop loop,
            Consumer<ConnectStep> passed,
            Promise<Void> outcome,
            Function<Channel, ChannelHandler> next) {
        Future<Channel> dialled = dialer.dial(server, loop, passed);
        outcome.addListener(done -> {
            if (outcome.isCancelled()) {
                dialled.cancel(false);
            }
        });
        dialled.addListener((Future<Channel> done) -> {
            if (!done.isSuccess()) {
                outcome.tryFailure(done.cause());
                return;
            }
            Channel channel = done.getNow();
            outcome.addListener(ended -> {
                if (!ended.isSuccess()) {
                    channel.close();
                }
            });
            upgrade(server, channel, next.apply(channel), outcome);
        });
    }

    private void upgrade(ServerAddress server, Channel channel, ChannelHandler next, Promise<Void> outcome) {
        ChannelPromise upgraded = channel.newPromise();
        ScheduledFuture<?> timer = channel.eventLoop()
                .schedule(
                        () -> upgraded.tryFailure(
                                new IOException("no answer within " + ControlPipeline.STEP_TIMEOUT.toSeconds() + " s")),
                        ControlPipeline.STEP_TIMEOUT.toMillis(),
                        TimeUnit.MILLISECONDS);
        upgraded.addListener(done -> {
            timer.cancel(false);
            if (!done.isSuccess()) {
                outcome.tryFailure(refused(done.cause()));
            }
        });
        channel.pipeline()
                .addLast(
                        ControlPipeline.UPGRADE,
                        new ClientUpgrade(
                                server.webSocket(), EmptyHttpHeaders.INSTANCE, masking(server), next, upgraded));
        if (!channel.isActive()) {
            upgraded.tryFailure(new IOException("the server closed the connection"));
        }
    }

    private static ConnectFailure refused(Throwable cause) {
        if (!(cause instanceof UpgradeRefusedException refused)) {
            return ConnectFailure.retry(ConnectStep.WEBSOCKET, NOT_OPENED + FailureText.of(cause));
        }
        ConnectFailure failure = ConnectFailure.retryAfter(
                ConnectStep.WEBSOCKET,
                Objects.requireNonNullElse(refused.retryAfter(), Duration.ZERO),
                NOT_OPENED + refused.getMessage());
        return refused.isExplained() ? failure.withRemedy(ConnectStep.SEE_MESSAGE) : failure;
    }

    private Masking masking(ServerAddress server) {
        return switch (mask) {
            case ZERO -> Masking.ZERO;
            case RANDOM -> Masking.RANDOM;
            case AUTO -> server.tls() ? Masking.ZERO : Masking.RANDOM;
        };
    }
}
