package dev.moosic.tunnel.protocol.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketOutputTest {
    private static final int PATIENCE_SECONDS = 10;

    private final CompletableFuture<Byte> received = new CompletableFuture<>();
    private Transport transport = Transport.detect();
    private EventLoopGroup group = transport.newEventLoopGroup(1, "socket-output-test");

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** What was written comes first, then the end; and what the peer still says is heard. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void endsOneDirectionAndLeavesTheOther(boolean nio) throws Exception {
        if (nio) {
            stop();
            transport = new NioTransport();
            group = transport.newEventLoopGroup(1, "socket-output-test");
        }
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            DuplexChannel channel = connect(listener);
            try (Socket peer = listener.accept()) {
                channel.writeAndFlush(channel.alloc().buffer().writeByte('x')).sync();
                assertThat(shutdown(channel).isSuccess()).isTrue();
                assertThat(channel.isOutputShutdown()).isTrue();
                assertThat(peer.getInputStream().readAllBytes()).containsExactly('x');
                peer.getOutputStream().write('y');
                assertThat(received.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo((byte) 'y');
            }
            channel.close().sync();
        }
    }

    /** Reset and shut down in one turn of the loop, which so has not heard of the reset. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void failsOnceThePeerHasReset() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            DuplexChannel channel = connect(listener);
            Socket peer = listener.accept();
            peer.setSoLinger(true, 0);
            ChannelFuture shutdown = channel.eventLoop()
                    .submit(() -> {
                        peer.close();
                        return SocketOutput.shutdown(channel);
                    })
                    .sync()
                    .getNow();
            assertThat(shutdown.cause()).isInstanceOf(NotYetConnectedException.class);
            channel.close().sync();
        }
    }

    @Test
    void failsOnceClosed() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            DuplexChannel channel = connect(listener);
            channel.close().sync();
            assertThat(shutdown(channel).cause()).isInstanceOf(ClosedChannelException.class);
        }
    }

    private static ChannelFuture shutdown(DuplexChannel channel) throws Exception {
        return channel.eventLoop()
                .submit(() -> SocketOutput.shutdown(channel))
                .sync()
                .getNow()
                .await();
    }

    private DuplexChannel connect(ServerSocket listener) throws InterruptedException {
        Channel channel = new Bootstrap()
                .group(group)
                .channel(transport.socketChannel())
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(new SimpleChannelInboundHandler<ByteBuf>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
                        received.complete(message.readByte());
                    }

                    @Override
                    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                        ctx.close();
                    }
                })
                .connect(listener.getLocalSocketAddress())
                .sync()
                .channel();
        return (DuplexChannel) channel;
    }
}
