package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.packet.BasicUser;
import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.packet.RefusalCode;
import dev.moosic.tunnel.protocol.packet.StreamMessage;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.protocol.transport.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** A tunnel without a tunnel: its streams are sockets to the local service, which take writes before they connect. */
final class SocketTunnel extends TestTunnel {
    volatile List<BasicUser> users = List.of();
    private final EventLoop loop;
    private final int port;
    private volatile boolean nobody;

    SocketTunnel(ClientId client, Tunnel.Access access, EventLoop loop, int port) {
        super(client, access);
        this.loop = loop;
        this.port = port;
    }

    @Override
    public List<BasicUser> users() {
        return users;
    }

    @Override
    public boolean allows(InetAddress address) {
        return !nobody;
    }

    /** From now on nobody may reach it. */
    void allowNobody() {
        nobody = true;
    }

    @Override
    public EventLoop eventLoop() {
        return loop;
    }

    @Override
    public DuplexChannel open(EventLoop onLoop, Init init, ChannelHandler initializer) {
        ChannelFuture connecting = new Bootstrap()
                .group(onLoop)
                .channel(Transport.detect().socketChannel())
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new WritesWait(), initializer);
                    }
                })
                .connect("127.0.0.1", port);
        Channel channel = connecting.channel();
        connecting.addListener(connected -> {
            if (!connected.isSuccess()) {
                channel.pipeline()
                        .fireUserEventTriggered(new StreamMessage.Close(
                                new StreamMessage.RefusedByPeer(RefusalCode.CONNECTION_REFUSED, "connection refused")));
            }
        });
        return (DuplexChannel) channel;
    }

    /** Keeps what is written until the socket is connected. */
    private static final class WritesWait extends ChannelDuplexHandler {
        private record Write(Object message, ChannelPromise promise) {}

        private final Queue<Write> writes = new ArrayDeque<>();
        private boolean connected;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (connected) {
                ctx.write(message, promise);
            } else {
                writes.add(new Write(message, promise));
            }
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            connected = true;
            writes.forEach(write -> ctx.write(write.message, write.promise));
            writes.clear();
            ctx.flush();
            ctx.fireChannelActive();
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            writes.forEach(write -> io.netty.util.ReferenceCountUtil.release(write.message));
        }
    }
}
