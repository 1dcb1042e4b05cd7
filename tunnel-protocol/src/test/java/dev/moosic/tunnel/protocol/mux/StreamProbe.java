package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.StreamErrorCode;
import dev.moosic.tunnel.protocol.packet.StreamMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline of a stream under test: sends a seeded pattern as fast as the stream is writable, and End after it;
 * takes the digest of what comes in.
 */
final class StreamProbe extends ChannelInboundHandlerAdapter {
    /** Completed with the SHA-256 of everything received, when the peer's End has come. */
    final CompletableFuture<String> ended = new CompletableFuture<>();

    /** Completed with what the pipeline was told, or null, when the channel is inactive. */
    final CompletableFuture<StreamMessage.@Nullable CloseReason> closed = new CompletableFuture<>();

    final CompletableFuture<StreamChannel> active = new CompletableFuture<>();

    private final MessageDigest sent = sha256();
    private final MessageDigest received = sha256();
    private final long totalBytes;
    private final SplittableRandom random;
    private final int maxWrite;
    private boolean echo;
    private boolean paused;
    private boolean keepOpen;
    private volatile long sentBytes;
    private volatile long receivedBytes;
    private StreamMessage.@Nullable CloseReason told;

    /** Sends nothing but End. */
    StreamProbe() {
        this(0, 0, 1);
    }

    /** @param maxWrite writes are between 0 and this many bytes */
    StreamProbe(long seed, long totalBytes, int maxWrite) {
        this.random = new SplittableRandom(seed);
        this.totalBytes = totalBytes;
        this.maxWrite = maxWrite;
    }

    /** Sends back what comes, and End after End. */
    static StreamProbe echo() {
        StreamProbe probe = new StreamProbe();
        probe.echo = true;
        return probe;
    }

    /** Does not read before {@link #resume}. */
    StreamProbe paused() {
        paused = true;
        return this;
    }

    /** Does not send End by itself. */
    StreamProbe keepOpen() {
        keepOpen = true;
        return this;
    }

    /** Reads from now on. Any thread. */
    void resume() {
        channel().config().setAutoRead(true);
    }

    StreamChannel channel() {
        return MuxPair.await(active);
    }

    long receivedBytes() {
        return receivedBytes;
    }

    long sentBytes() {
        return sentBytes;
    }

    /** Of everything sent; call when the stream has ended. */
    String sentDigest() {
        return HexFormat.of().formatHex(sent.digest());
    }

    void reset(StreamErrorCode code) {
        channel().reset(code, "by the test");
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (paused) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        active.complete((StreamChannel) ctx.channel());
        send(ctx);
        ctx.fireChannelActive();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (echo) {
            ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        } else {
            send(ctx);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf data = (ByteBuf) message;
        receivedBytes += data.readableBytes();
        received.update(data.nioBuffer());
        if (echo) {
            sent.update(data.nioBuffer());
            sentBytes += data.readableBytes();
            ctx.write(data);
        } else {
            data.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (echo) {
            ctx.flush();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            ended.complete(HexFormat.of().formatHex(received.digest()));
            if (echo) {
                ((StreamChannel) ctx.channel()).shutdownOutput();
            }
        } else if (event instanceof StreamMessage.Close close) {
            told = close.reason();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        active.complete((StreamChannel) ctx.channel());
        closed.complete(told);
        ended.completeExceptionally(new IllegalStateException("closed before the peer's End: " + told));
    }

    private void send(ChannelHandlerContext ctx) {
        if (echo) {
            return;
        }
        StreamChannel stream = (StreamChannel) ctx.channel();
        while (sentBytes < totalBytes && stream.isWritable()) {
            byte[] bytes = new byte[(int) Math.min(totalBytes - sentBytes, random.nextInt(maxWrite + 1))];
            random.nextBytes(bytes);
            sent.update(bytes);
            sentBytes += bytes.length;
            stream.writeAndFlush(ctx.alloc().directBuffer(bytes.length).writeBytes(bytes));
        }
        if (sentBytes >= totalBytes && !keepOpen && !stream.isOutputShutdown()) {
            stream.shutdownOutput();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
