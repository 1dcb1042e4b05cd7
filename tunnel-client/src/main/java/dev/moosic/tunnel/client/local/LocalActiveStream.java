package dev.moosic.tunnel.client.local;

import dev.moosic.tunnel.client.config.TunnelConfig;
import dev.moosic.tunnel.client.socket.SocketDialer;
import dev.moosic.tunnel.protocol.mux.StreamChannel;
import dev.moosic.tunnel.protocol.relay.Relay;
import dev.moosic.tunnel.protocol.relay.RelayCloseReason;
import dev.moosic.tunnel.protocol.relay.RelayListener;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream that the server opened (seeds: {@code LocalActiveStream}) on its way to a local service: it is not read until
 * the local connection stands, is refused if there is none, and from then on is relayed. Confined to the stream's event
 * loop, on which the local connection lives too.
 */
final class LocalActiveStream implements RelayListener {
    private static final Logger log = LoggerFactory.getLogger(LocalActiveStream.class);

    private final StreamChannel stream;
    private final TunnelConfig tunnel;
    private final TunnelActivity activity;

    LocalActiveStream(StreamChannel stream, TunnelConfig tunnel, TunnelActivity activity) {
        this.stream = stream;
        this.tunnel = tunnel;
        this.activity = activity;
    }

    void connect(SocketDialer dialer) {
        stream.config().setAutoRead(false);
        Future<Channel> dialled = dialer.dial(
                tunnel.local().host(),
                tunnel.local().port(),
                tunnel.connectTimeout(),
                stream.lane().eventLoop(),
                new NoHandler());
        ChannelFutureListener giveUp = (ChannelFuture closed) -> dialled.cancel(false);
        stream.closeFuture().addListener(giveUp);
        dialled.addListener((Future<Channel> done) -> {
            stream.closeFuture().removeListener(giveUp);
            if (done.isSuccess()) {
                connected(done.getNow());
            } else if (!done.isCancelled()) {
                refused(LocalFailure.of(done.cause()));
            }
        });
    }

    private void connected(Channel local) {
        if (!stream.isOpen()) {
            SocketDialer.abandon(local);
            return;
        }
        activity.connected(tunnel);
        if (tunnel.proxyProtocol()) {
            local.write(ProxyProtocolHeader.of(stream.init(), local.alloc()));
        }
        Relay.join((SocketChannel) local, stream, this);
    }

    private void refused(LocalFailure failure) {
        activity.failed(tunnel, failure);
        stream.refuse(failure.code(), failure.message());
    }

    @Override
    public void sentToNear(int bytes) {
        activity.toLocal(bytes);
    }

    @Override
    public void sentToFar(int bytes) {
        activity.fromLocal(bytes);
    }

    @Override
    public void closed(long fromLocal, long toLocal, RelayCloseReason reason) {
        activity.ended();
        log.debug(
                "stream ended tunnel={} stream={} source={} fromLocal={} toLocal={} reason={}",
                tunnel.name(),
                stream.init().streamId(),
                stream.init().source(),
                fromLocal,
                toLocal,
                reason);
    }

    /** A bootstrap needs a handler; the relay adds the real ones. */
    @ChannelHandler.Sharable
    private static final class NoHandler extends ChannelInboundHandlerAdapter {}
}
