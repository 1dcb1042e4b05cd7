package dev.moosic.tunnel.protocol.relay;

import dev.moosic.tunnel.protocol.transport.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** A caller's and a service's plain socket with a relay between them, on one event loop. */
final class RelayedSockets implements RelayListener, AutoCloseable {
    private static final int SECONDS = 30;

    private final EventLoopGroup group;
    private final CompletableFuture<Channel> near = new CompletableFuture<>();
    private final CompletableFuture<RelayCloseReason> reason = new CompletableFuture<>();
    private final LongAdder liveToFar = new LongAdder();
    private final LongAdder liveToNear = new LongAdder();
    private final Socket caller;
    private final Socket service;
    private volatile long toFar;
    private volatile long toNear;

    private RelayedSockets(String transportName) throws Exception {
        System.setProperty("moosic.tunnel.transport", transportName);
        Transport transport = Transport.detect();
        System.clearProperty("moosic.tunnel.transport");
        group = transport.newEventLoopGroup(1, "relay-test");
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket serviceListener = new ServerSocket(0, 1, loopback)) {
            Bootstrap toService = new Bootstrap()
                    .group(group)
                    .channel(transport.socketChannel())
                    .option(ChannelOption.AUTO_READ, false)
                    .remoteAddress(serviceListener.getLocalSocketAddress())
                    .handler(new ChannelInboundHandlerAdapter());
            Channel listener = new ServerBootstrap()
                    .group(group)
                    .channel(transport.serverSocketChannel())
                    .childOption(ChannelOption.AUTO_READ, false)
                    .childHandler(new ChannelInboundHandlerAdapter() {
                        @Override
                        public void channelActive(ChannelHandlerContext ctx) {
                            toService
                                    .connect()
                                    .addListener((ChannelFuture connected) -> Relay.join(
                                            (SocketChannel) ctx.channel(),
                                            (DuplexChannel) connected.channel(),
                                            RelayedSockets.this));
                            near.complete(ctx.channel());
                        }
                    })
                    .bind(loopback, 0)
                    .sync()
                    .channel();
            caller = new Socket(loopback, ((InetSocketAddress) listener.localAddress()).getPort());
            service = serviceListener.accept();
            listener.close().sync();
        }
        caller.setSoTimeout(SECONDS * 1_000);
        service.setSoTimeout(SECONDS * 1_000);
    }

    /** @param transport {@code nio}, or anything else for the best of this machine */
    static RelayedSockets open(String transport) throws Exception {
        return new RelayedSockets(transport);
    }

    Socket caller() {
        return caller;
    }

    Socket service() {
        return service;
    }

    Channel near() {
        return near.join();
    }

    /** Waits for the end of the relay. */
    RelayCloseReason reason() throws Exception {
        return reason.get(SECONDS, TimeUnit.SECONDS);
    }

    long bytesToFar() {
        return toFar;
    }

    long bytesToNear() {
        return toNear;
    }

    long liveBytesToFar() {
        return liveToFar.sum();
    }

    long liveBytesToNear() {
        return liveToNear.sum();
    }

    @Override
    public void sentToFar(int bytes) {
        liveToFar.add(bytes);
    }

    @Override
    public void sentToNear(int bytes) {
        liveToNear.add(bytes);
    }

    @Override
    public void closed(long bytesToFar, long bytesToNear, RelayCloseReason why) {
        toFar = bytesToFar;
        toNear = bytesToNear;
        if (!reason.complete(why)) {
            throw new AssertionError("told twice that the relay ended");
        }
    }

    @Override
    public void close() throws Exception {
        caller.close();
        service.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
}
