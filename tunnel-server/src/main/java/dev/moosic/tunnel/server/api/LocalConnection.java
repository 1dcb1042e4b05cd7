package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.packet.StreamErrorCode;
import dev.moosic.tunnel.protocol.packet.StreamMessage;
import dev.moosic.tunnel.protocol.packet.StreamMessage.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
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
import org.jspecify.annotations.Nullable;

/**
 * One HTTP connection to a local service, carried by a stream: serves one exchange at a time, and waits in a
 * {@link StreamPool} between them. Bytes that come when no exchange waits for any close it. Confined to the lane's event
 * loop.
 */
final class LocalConnection extends ChannelInboundHandlerAdapter {
    private final HttpTunnel tunnel;
    private final StreamPool pool;
    private final StreamWatch watch = new StreamWatch();
    private final ResponseDecoder decoder = new ResponseDecoder();
    private final DuplexChannel channel;
    private @Nullable LocalResponse exchange;
    private int exchanges;
    private boolean ended;

    private LocalConnection(HttpTunnel tunnel, StreamPool pool, EventLoop loop, Init init) {
        this.tunnel = tunnel;
        this.pool = pool;
        this.channel = tunnel.open(loop, init, new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel stream) {
                stream.pipeline()
                        .addLast(HandlerNames.WATCH, watch)
                        .addLast(HandlerNames.RESPONSE_DECODER, decoder)
                        .addLast(HandlerNames.REQUEST_ENCODER, new RequestEncoder())
                        .addLast(HandlerNames.LOCAL, LocalConnection.this);
            }
        });
    }

    static LocalConnection open(HttpTunnel tunnel, StreamPool pool, EventLoop loop, Init init) {
        return new LocalConnection(tunnel, pool, loop, init);
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

    /** Whether an exchange went over it before the one at hand. */
    boolean isReused() {
        return exchanges > 1;
    }

    boolean isUsable() {
        return !ended && channel.isActive();
    }

    /** Begins an exchange: writes the head, whose body, if any, the exchange writes to {@link #channel}. */
    void begin(LocalResponse listener, HttpRequest head) {
        exchange = listener;
        exchanges++;
        decoder.expectResponseTo(head.method());
        channel.write(head);
        if (ended) {
            detachWith(new StreamMessage.ResetByPeer(StreamErrorCode.SESSION_LOST, "the stream closed at once"));
        }
    }

    /** Ends the exchange after a complete response: to the pool, if nothing speaks against it, else closed. */
    void finish(boolean keepAlive) {
        exchange = null;
        StreamWatch.consumed(channel, watch.takeUnreported());
        if (keepAlive && isUsable() && decoder.undecodedBytes() == 0) {
            channel.config().setAutoRead(true);
            pool.offer(this);
        } else {
            channel.close();
        }
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
            detachWith(close.reason());
            ctx.close();
        } else if (event instanceof ChannelInputShutdownEvent) {
            detachWith(new StreamMessage.EndOfStream());
            ctx.close();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        detachWith(new StreamMessage.ResetByPeer(StreamErrorCode.CONNECTION_RESET, String.valueOf(cause.getMessage())));
        ctx.close();
    }

    private void detachWith(CloseReason reason) {
        ended = true;
        pool.remove(this);
        LocalResponse listener = exchange;
        exchange = null;
        if (listener != null) {
            listener.responseBroken(reason);
        }
    }
}
