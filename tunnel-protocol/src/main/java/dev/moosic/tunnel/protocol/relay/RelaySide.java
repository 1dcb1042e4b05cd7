package dev.moosic.tunnel.protocol.relay;

import dev.moosic.tunnel.protocol.mux.StreamChannel;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import dev.moosic.tunnel.protocol.packet.StreamErrorCode;
import dev.moosic.tunnel.protocol.packet.StreamMessage;
import dev.moosic.tunnel.protocol.transport.ReceiveAllocator;
import dev.moosic.tunnel.protocol.transport.SocketOutput;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One channel of a {@link Relay}: the last handler of its pipeline, and what is written to it. */
final class RelaySide extends ChannelInboundHandlerAdapter {
    private static final String NAME = "relay";

    /** Few, since many sockets may be read in one turn of the loop before any of it is sent. */
    private static final int READS_A_LOOP = 2;

    /**
     * Bytes waiting for a socket at which its other side is no longer read, and read again: a few reads, so that reading
     * is not stopped and started for each one.
     */
    private static final WriteBufferWaterMark SOCKET_WATER_MARK = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private final Relay relay;
    private final DuplexChannel channel;
    private final @Nullable StreamChannel stream;
    private @Nullable RelaySide other;

    private long bytesSent;
    private int writesPending;
    private boolean inputEnded;
    private boolean outputEnding;
    private boolean outputEnded;
    private boolean closed;

    RelaySide(Relay relay, DuplexChannel channel) {
        this.relay = relay;
        this.channel = channel;
        this.stream = channel instanceof StreamChannel s ? s : null;
    }

    /** Adds this to the pipeline, not yet reading. */
    void install(RelaySide otherSide) {
        other = otherSide;
        if (channel instanceof SocketChannel) {
            channel.config()
                    .setRecvByteBufAllocator(new ReceiveAllocator(ProtocolLimits.HEADROOM_BYTES, READS_A_LOOP))
                    .setWriteBufferWaterMark(SOCKET_WATER_MARK)
                    .setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        }
        if (stream != null) {
            stream.config().setOption(StreamChannel.AUTO_CONSUME, false);
        }
        channel.pipeline().addLast(NAME, this);
    }

    /** Begins to read, unless the other side has no room; notices an end that came before. */
    void start() {
        if (!channel.isOpen()) {
            channelClosed();
        } else {
            if (channel.isInputShutdown()) {
                inputEnded();
            }
            readWhile(other().channel.isWritable());
        }
    }

    /**
     * Reads, or stops reading. Not after the end: epoll has forgotten a socket that nothing more is wanted of, and fails
     * if it is to be read again.
     */
    private void readWhile(boolean room) {
        if (!inputEnded) {
            channel.config().setAutoRead(room);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            other().write(bytes);
        } else {
            // What a codec that left the pipeline still had to say.
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        other().channel.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        other().readWhile(channel.isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded();
        } else if (event instanceof StreamMessage.Close close
                && !(close.reason() instanceof StreamMessage.EndOfStream)) {
            relay.resetBy(this, close.reason());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failed(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        channelClosed();
    }

    /** Takes over {@code bytes}; flushed with the end of the other side's reading. */
    private void write(ByteBuf bytes) {
        int count = bytes.readableBytes();
        writesPending++;
        channel.write(bytes).addListener((ChannelFutureListener) written -> written(written, count));
    }

    private void written(ChannelFuture written, int count) {
        writesPending--;
        if (!written.isSuccess()) {
            failed(written.cause());
            return;
        }
        bytesSent += count;
        relay.sent(this, count);
        StreamChannel source = other().stream;
        if (source != null && source.isOpen()) {
            source.consumed(count);
        }
        if (outputEnding) {
            shutdownOutputWhenWritten();
        }
    }

    private void inputEnded() {
        if (!inputEnded) {
            inputEnded = true;
            other().endOutput();
        }
    }

    private void endOutput() {
        outputEnding = true;
        channel.flush();
        shutdownOutputWhenWritten();
    }

    /** A stream sends what is queued before its End by itself; a socket would fail what is still to be written. */
    private void shutdownOutputWhenWritten() {
        if (outputEnded || (stream == null && writesPending > 0)) {
            return;
        }
        outputEnding = false;
        if (stream == null && inputEnded) {
            // To close a socket of which all was read ends its output in order as well, and costs less than two calls.
            outputEnded = true;
            channel.close();
            relay.ended();
            return;
        }
        ChannelFuture ended = stream != null ? stream.shutdownOutput() : SocketOutput.shutdown(channel);
        ended.addListener((ChannelFutureListener) shutdown -> {
            if (shutdown.isSuccess()) {
                outputEnded = true;
                relay.ended();
            } else {
                failed(shutdown.cause());
            }
        });
    }

    /** A stream whose both directions have ended closes by itself; any other closing before the end is a failure. */
    private void channelClosed() {
        if (closed) {
            return;
        }
        closed = true;
        if (!inputEnded || !outputEnded) {
            relay.failed(this, StreamErrorCode.CANCELLED, "closed before both directions ended");
        }
        relay.closed();
    }

    private void failed(Throwable cause) {
        relay.failed(this, code(cause), message(cause));
    }

    /** A socket whose peer has reset it is no longer connected: so says the system when its output is to be ended. */
    static StreamErrorCode code(Throwable cause) {
        return cause instanceof IOException || cause instanceof NotYetConnectedException
                ? StreamErrorCode.CONNECTION_RESET
                : StreamErrorCode.INTERNAL_ERROR;
    }

    static String message(Throwable cause) {
        if (cause instanceof NotYetConnectedException) {
            return "the socket was no longer connected";
        }
        return Objects.requireNonNullElseGet(
                cause.getMessage(), () -> cause.getClass().getSimpleName());
    }

    /** Closes in order. */
    void close() {
        if (channel.isOpen()) {
            channel.close();
        }
    }

    /** Closes at once, telling the peer that this is no end in order. */
    void abort(StreamErrorCode code, String message) {
        if (stream != null) {
            stream.reset(code, message);
        } else {
            resetOnClose();
        }
        channel.close();
    }

    private void resetOnClose() {
        try {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException e) {
            // The socket is gone already, and so is whom this would tell.
        }
    }

    boolean isOutputEnded() {
        return outputEnded;
    }

    boolean isClosed() {
        return closed;
    }

    long bytesSent() {
        return bytesSent;
    }

    private RelaySide other() {
        return Objects.requireNonNull(other);
    }
}
