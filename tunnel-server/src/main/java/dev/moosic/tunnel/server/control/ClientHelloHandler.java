package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.packet.ClientHello;
import dev.moosic.tunnel.protocol.packet.Close;
import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.ProtocolException;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import dev.moosic.tunnel.server.net.AddressText;
import dev.moosic.tunnel.server.net.EventLoopMove;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The phase of a control connection between the upgrade and the session ({@code docs/protocol.md} section 5): waits for
 * one {@code ClientHello}, has it verified, answers, and gives its place to the mux. On the channel's event loop.
 */
final class ClientHelloHandler extends SimpleChannelInboundHandler<ControlPacket> {
    private static final Logger log = LoggerFactory.getLogger(ClientHelloHandler.class);

    private final Function<ClientHello, CompletionStage<HandshakeOutcome>> verification;
    private final Runnable over;
    private boolean helloSeen;
    private volatile boolean proceeded;
    private @Nullable Future<?> timeout;

    /**
     * @param verification gives the outcome of a hello, on any thread; never fails
     * @param over told once, when the peer is known or gone
     */
    ClientHelloHandler(Function<ClientHello, CompletionStage<HandshakeOutcome>> verification, Runnable over) {
        this.verification = verification;
        this.over = over;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        long millis = ProtocolLimits.HELLO_TIMEOUT.toMillis();
        timeout = ctx.executor().schedule(() -> tooLate(ctx, millis), millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancelTimeout();
        over.run();
    }

    private void tooLate(ChannelHandlerContext ctx, long millis) {
        log.info("hello missing address={} ms={}", AddressText.of(ctx.channel().remoteAddress()), millis);
        ctx.close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ControlPacket packet) {
        if (helloSeen || !(packet instanceof ClientHello hello)) {
            fault(ctx, packet.type() + " before the ServerHello: expected one ClientHello, and nothing else");
            return;
        }
        helloSeen = true;
        cancelTimeout();
        ctx.channel().config().setAutoRead(false);
        verification.apply(hello).thenAccept(outcome -> ctx.executor().execute(() -> finish(ctx, outcome)));
    }

    private void finish(ChannelHandlerContext ctx, HandshakeOutcome outcome) {
        if (outcome instanceof HandshakeOutcome.Accepted accepted) {
            ctx.channel().closeFuture().addListener(closed -> {
                if (!proceeded) {
                    accepted.abandon().run();
                }
            });
            if (ctx.channel().isActive()) {
                EventLoopMove.move(ctx.channel(), accepted.loop(), () -> proceed(ctx, accepted));
            }
        } else {
            ctx.writeAndFlush(outcome.answer()).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void proceed(ChannelHandlerContext ctx, HandshakeOutcome.Accepted accepted) {
        proceeded = true;
        ctx.writeAndFlush(accepted.answer());
        ctx.pipeline().remove(this);
        accepted.proceed().accept(ctx.channel());
        ctx.channel().config().setAutoRead(true);
    }

    private void fault(ChannelHandlerContext ctx, String message) {
        log.info(
                "hello refused address={} reason=\"{}\"",
                AddressText.of(ctx.channel().remoteAddress()),
                message);
        ctx.writeAndFlush(new Close(CloseCode.PROTOCOL_ERROR, 0, message)).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (root instanceof ProtocolException) {
            fault(ctx, String.valueOf(root.getMessage()));
            return;
        }
        if (!(root instanceof IOException)) {
            log.warn(
                    "control connection failed address={}",
                    AddressText.of(ctx.channel().remoteAddress()),
                    cause);
        }
        ctx.close();
    }

    private void cancelTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
    }
}
