package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.mux.Lane;
import dev.moosic.tunnel.protocol.mux.Session;
import dev.moosic.tunnel.protocol.mux.SessionCloseReason;
import dev.moosic.tunnel.protocol.mux.SessionHandler;
import dev.moosic.tunnel.protocol.mux.SessionSettings;
import dev.moosic.tunnel.protocol.mux.StreamChannel;
import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.packet.RefusalCode;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.protocol.relay.Relay;
import dev.moosic.tunnel.protocol.transport.Transport;
import dev.moosic.tunnel.protocol.websocket.Masking;
import dev.moosic.tunnel.protocol.websocket.WebSocketPacketCodec;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/** A tunnel through two sessions and a real control connection, whose far end does what a tunnel client does. */
final class MuxTunnel extends TestTunnel implements AutoCloseable {
    private final int port;
    private final Near nearHandler = new Near();
    private final Far farHandler = new Far();
    private final Session near = new Session(Session.Role.ACCEPTOR, "test", SessionSettings.defaults(), nearHandler);
    private final Session far = new Session(Session.Role.DIALER, "test", SessionSettings.defaults(), farHandler);
    private final Lane lane;

    /** @param port where the local service listens */
    MuxTunnel(ClientId client, Tunnel.Access access, EventLoopGroup loops, int port) {
        super(client, access);
        this.port = port;
        Transport transport = Transport.detect();
        CompletableFuture<Lane> accepted = new CompletableFuture<>();
        Channel listener = new ServerBootstrap()
                .group(loops)
                .channel(transport.serverSocketChannel())
                .childHandler(control(near, Masking.NONE, accepted))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
        CompletableFuture<Lane> dialled = new CompletableFuture<>();
        new Bootstrap()
                .group(loops)
                .channel(transport.socketChannel())
                .handler(control(far, Masking.RANDOM, dialled))
                .connect(listener.localAddress())
                .syncUninterruptibly();
        dialled.join();
        lane = accepted.join();
        listener.close().syncUninterruptibly();
    }

    private static ChannelHandler control(Session session, Masking masking, CompletableFuture<Lane> added) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelActive(io.netty.channel.ChannelHandlerContext ctx) {
                        ctx.pipeline().addLast(WebSocketPacketCodec.NAME, new WebSocketPacketCodec(masking));
                        ctx.pipeline().remove(this);
                        added.complete(session.addLane(channel));
                    }
                });
            }
        };
    }

    @Override
    public EventLoop eventLoop() {
        return lane.eventLoop();
    }

    @Override
    public DuplexChannel open(EventLoop loop, Init init, ChannelHandler initializer) {
        return lane.open(init, initializer);
    }

    /** Streams that both ends hold. */
    int liveStreams() {
        return near.statistics().liveStreams() + far.statistics().liveStreams();
    }

    /** What the local service has sent and no caller has taken. */
    long windowBytes() {
        return near.statistics().windowBytes();
    }

    @Override
    public void close() {
        near.close(CloseCode.NORMAL, 0, "the test is over");
        nearHandler.closed.join();
        farHandler.closed.join();
    }

    private static class Near implements SessionHandler {
        final CompletableFuture<SessionCloseReason> closed = new CompletableFuture<>();

        @Override
        public void streamOpened(StreamChannel stream) {
            stream.refuse(RefusalCode.INTERNAL_ERROR, "nobody opens streams to a server");
        }

        @Override
        public void received(Lane from, ControlPacket packet) {}

        @Override
        public void closed(Session session, SessionCloseReason reason) {
            closed.complete(reason);
        }
    }

    private final class Far extends Near {
        @Override
        public void streamOpened(StreamChannel stream) {
            stream.config().setAutoRead(false);
            new Bootstrap()
                    .group(stream.eventLoop())
                    .channel(Transport.detect().socketChannel())
                    .option(ChannelOption.AUTO_READ, false)
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect("127.0.0.1", port)
                    .addListener((ChannelFuture connected) -> {
                        if (!connected.isSuccess()) {
                            stream.refuse(RefusalCode.CONNECTION_REFUSED, "connection refused");
                        } else if (stream.isOpen()) {
                            Relay.join((DuplexChannel) connected.channel(), stream, (toFar, toNear, reason) -> {});
                        } else {
                            connected.channel().close();
                        }
                    });
        }
    }
}
