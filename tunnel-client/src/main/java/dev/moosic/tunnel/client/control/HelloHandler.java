package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.client.socket.FailureText;
import dev.moosic.tunnel.protocol.packet.ClientHello;
import dev.moosic.tunnel.protocol.packet.Close;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import dev.moosic.tunnel.protocol.packet.ServerHello;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The hello phase of a control connection, {@code docs/protocol.md} section 5: says ClientHello when added, takes one
 * ServerHello, and removes itself before it hands that on.
 */
final class HelloHandler extends ChannelInboundHandlerAdapter {
    /** Told how the phase ended; once. On the event loop. */
    interface Outcome {
        /** The server welcomes us. Called before any packet that follows is read, so that a lane can take them. */
        void welcomed(ServerHello hello);

        void failed(ConnectFailure failure);
    }

    private final ClientHello hello;
    private final Outcome outcome;
    private @Nullable ScheduledFuture<?> timer;
    private boolean done;

    HelloHandler(ClientHello hello, Outcome outcome) {
        this.hello = hello;
        this.outcome = outcome;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(hello);
        timer = ctx.executor()
                .schedule(
                        () -> fail(
                                ctx,
                                ConnectFailure.retry(
                                        ConnectStep.HELLO,
                                        "the server said nothing within " + ProtocolLimits.HELLO_TIMEOUT.toSeconds()
                                                + " s")),
                        ProtocolLimits.HELLO_TIMEOUT.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object packet) {
        if (done) {
            ctx.fireChannelRead(packet);
        } else if (packet instanceof ServerHello answer) {
            if (answer.status() == ServerHello.Status.SUCCESS) {
                finish(ctx);
                outcome.welcomed(answer);
            } else {
                fail(ctx, refused(answer));
            }
        } else if (packet instanceof Close close) {
            fail(
                    ctx,
                    ConnectFailure.retryAfter(
                            ConnectStep.HELLO,
                            Duration.ofMillis(close.retryAfterMs()),
                            "the server closed: " + close.message()));
        } else {
            ReferenceCountUtil.release(packet);
            fail(ctx, ConnectFailure.retry(ConnectStep.HELLO, "the server spoke before its hello"));
        }
    }

    private static ConnectFailure refused(ServerHello answer) {
        ServerHello.@Nullable Status status = answer.status();
        String message = "the server answered "
                + (status == null ? "an unknown status" : status.name().toLowerCase(java.util.Locale.ROOT)) + ": "
                + Objects.requireNonNullElse(answer.message(), "without a reason");
        Duration retryAfter = Duration.ofMillis(answer.retryAfterMs());
        if (status == null) {
            return ConnectFailure.retryAfter(ConnectStep.HELLO, retryAfter, message);
        }
        return switch (status) {
            case FORBIDDEN ->
                ConnectFailure.finalOne(ConnectStep.HELLO, ConnectFailure.Then.CREDENTIAL_REFUSED, message);
            case BAD_REQUEST, VERSION_MISMATCH, ILLEGAL_HOST ->
                ConnectFailure.finalOne(ConnectStep.HELLO, ConnectFailure.Then.CONFIGURATION_REFUSED, message);
            case SUPERSEDED ->
                ConnectFailure.retryAfter(
                        ConnectStep.HELLO, max(retryAfter, ServerConnection.SUPERSEDED_WAIT), message);
            case UNKNOWN_SESSION -> ConnectFailure.unknownSession(message);
            case SUCCESS, UNAUTHORIZED, SERVICE_TEMPORARY_UNAVAILABLE, INTERNAL_SERVER_ERROR ->
                ConnectFailure.retryAfter(ConnectStep.HELLO, retryAfter, message);
        };
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(ctx, ConnectFailure.retry(ConnectStep.HELLO, "the server closed the connection without a hello"));
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, ConnectFailure.retry(ConnectStep.HELLO, "the connection broke: " + FailureText.of(cause)));
    }

    private void fail(ChannelHandlerContext ctx, ConnectFailure failure) {
        if (!done) {
            finish(ctx);
            ctx.close();
            outcome.failed(failure);
        }
    }

    private void finish(ChannelHandlerContext ctx) {
        done = true;
        if (timer != null) {
            timer.cancel(false);
        }
        ctx.pipeline().remove(this);
    }
}
