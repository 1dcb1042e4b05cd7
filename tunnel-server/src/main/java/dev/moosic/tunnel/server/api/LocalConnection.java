package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.mux.StreamChannel;
import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.packet.StreamErrorCode;
import dev.moosic.tunnel.protocol.packet.StreamMessage;
import dev.moosic.tunnel.protocol.packet.StreamMessage.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP connection to a local service, carried by a stream: serves one exchange at a time, and waits in a
 * {@link StreamPool} between them. Bytes that come when no exchange waits for any close it. Confined to the lane's event
 * loop.
 */
final class LocalConnection extends ChannelInboundHandlerAdapter {
    /** How long a connection that is not used again may take to close. */
    private static final long END_SECONDS = 5;

    private final HttpTunnel tunnel;
    private final StreamPool pool;
    private final StreamWatch watch = new StreamWatch();
    private final ResponseDecoder decoder = new ResponseDecoder();
    private final DuplexChannel channel;
    private @Nullable LocalResponse exchange;
    private @Nullable CloseReason endedBecause;

    LocalConnection(HttpTunnel tunnel, StreamPool pool, EventLoop loop, Init init) {
        this.tunnel = tunnel;
        this.pool = pool;
        this.channel = tunnel.open(loop, init, new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel stream) {
                if (stream instanceof StreamChannel) {
                    stream.config().setOption(StreamChannel.AUTO_CONSUME, false);
                }
                stream.pipeline()
                        .addLast(HandlerNames.WATCH, watch)
                        .addLast(HandlerNames.RESPONSE_DECODER, decoder)
                        .addLast(HandlerNames.REQUEST_ENCODER, new RequestEncoder())
                        .addLast(HandlerNames.LOCAL, LocalConnection.this);
            }
        });
    }

    HttpTunnel tunnel() {
        return tunnel;
    }

    DuplexChannel channel() {
        return channel;
    }

    StreamWatch watch() {
        return watch;
    }

    boolean isUsable() {
        return endedBecause == null && channel.isActive();
    }

    /** Begins an exchange: writes the head, whose body, if any, the exchange writes to {@link #channel}. */
    void begin(LocalResponse listener, HttpRequest head) {
        exchange = listener;
        readAhead(true);
        decoder.expectResponseTo(head.method());
        channel.write(head);
        CloseReason already = endedBecause;
        if (already != null) {
            detach(already);
        }
    }

    /** Ends the exchange after a complete response: to the pool, if nothing speaks against it, else closed. */
    void finish(boolean keepAlive) {
        exchange = null;
        StreamWatch.consumed(channel, watch.takeUnreported());
        if (decoder.undecodedBytes() > 0) {
            channel.close();
        } else if (keepAlive && isUsable() && !holdsReadAhead()) {
            channel.config().setAutoRead(true);
            pool.offer(this);
        } else {
            end();
        }
    }

    /** For a caller with a pace of its own; watched from now on. A plain socket has no such thing. */
    private void readAhead(boolean wanted) {
        if (channel instanceof StreamChannel) {
            channel.config().setOption(StreamChannel.READ_AHEAD, wanted);
        }
    }

    /** What a player was fetched ahead cannot be taken back from the stream, and would be missing elsewhere in the pool. */
    private boolean holdsReadAhead() {
        return channel instanceof StreamChannel stream && stream.isActive() && stream.holdsReadAhead();
    }

    /** Ends an idle connection in order: our end first, and the local service has a moment for its own. */
    void end() {
        if (!channel.isActive()) {
            channel.close();
            return;
        }
        if (endedBecause == null) {
            endedBecause = new StreamMessage.EndOfStream();
        }
        channel.config().setAutoRead(true);
        channel.shutdownOutput();
        Future<?> limit = channel.eventLoop().schedule(() -> channel.close(), END_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> limit.cancel(false));
    }

    /** Ends the exchange before its time: the local service sees its connection closed. */
    void cancel() {
        exchange = null;
        channel.close();
    }

    /**
     * Gives the raw stream to somebody else after a 101: takes all handlers out, the bytes not decoded going on to what
     * was added behind them.
     */
    void becomeRaw() {
        exchange = null;
        readAhead(false);
        StreamWatch.consumed(channel, watch.takeUnreported() - decoder.undecodedBytes());
        channel.pipeline().remove(this);
        channel.pipeline().remove(HandlerNames.REQUEST_ENCODER);
        channel.pipeline().remove(HandlerNames.RESPONSE_DECODER);
        channel.pipeline().remove(watch);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        LocalResponse listener = exchange;
        if (listener == null) {
            ReferenceCountUtil.release(message);
            ctx.close();
        } else if (message instanceof HttpResponse response) {
            listener.responseHead(response);
        } else if (message instanceof HttpContent content) {
            listener.responseContent(content);
        } else if (message instanceof ByteBuf raw) {
            ctx.fireChannelRead(raw);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        LocalResponse listener = exchange;
        if (listener != null) {
            listener.responseReadComplete();
        } else if (watch.takeUnreported() > 0 || decoder.undecodedBytes() > 0) {
            ctx.close();
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        LocalResponse listener = exchange;
        if (listener != null) {
            listener.requestWritabilityChanged();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof StreamMessage.Close close) {
            detach(close.reason());
            ctx.close();
        } else if (event instanceof ChannelInputShutdownEvent) {
            boolean idle = exchange == null;
            detach(new StreamMessage.EndOfStream());
            if (idle) {
                channel.shutdownOutput().addListener(ChannelFutureListener.CLOSE);
            } else {
                ctx.close();
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        detach(new StreamMessage.ResetByPeer(StreamErrorCode.CONNECTION_RESET, String.valueOf(cause.getMessage())));
        ctx.close();
    }

    private void detach(CloseReason reason) {
        endedBecause = reason;
        pool.remove(this);
        LocalResponse listener = exchange;
        exchange = null;
        if (listener != null) {
            listener.responseBroken(reason);
        }
    }
}
