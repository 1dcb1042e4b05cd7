package dev.moosic.tunnel.protocol.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.testing.Pattern;
import dev.moosic.tunnel.testing.PatternSink;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which transport is picked, and what each must stand. */
class TransportTest {
    private static final int MORE_THAN_THE_KERNEL_TAKES = 16 * 1024 * 1024;

    @Test
    @EnabledOnOs(OS.LINUX)
    void linuxHasEpoll() {
        assertThat(Transport.detect().name()).isEqualTo("epoll");
    }

    @Test
    void nioCanBeForced() {
        assertThat(detect("nio").name()).isEqualTo("nio");
    }

    /** Ended by its peer, not read, and only then written more than fits: the write waits, and does not fail. */
    @ParameterizedTest
    @ValueSource(strings = {"detected", "nio"})
    void aHalfClosedChannelCanStillBeWritten(String name) throws Exception {
        Transport transport = detect(name);
        EventLoopGroup group = transport.newEventLoopGroup(1, "transport-test");
        CompletableFuture<Channel> halfClosed = new CompletableFuture<>();
        Channel listener = new ServerBootstrap()
                .group(group)
                .channel(transport.serverSocketChannel())
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                        if (event instanceof ChannelInputShutdownEvent) {
                            ctx.channel().config().setAutoRead(false);
                            halfClosed.complete(ctx.channel());
                        }
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), ((InetSocketAddress) listener.localAddress()).getPort())) {
            socket.shutdownOutput();
            Channel channel = halfClosed.get(10, TimeUnit.SECONDS);
            ChannelFuture written = channel.writeAndFlush(
                    new Pattern(1, MORE_THAN_THE_KERNEL_TAKES).next(channel.alloc(), MORE_THAN_THE_KERNEL_TAKES));
            written.addListener((ChannelFuture done) -> done.channel().close());
            PatternSink sink = new PatternSink();
            socket.getInputStream().transferTo(sink);
            assertThat(sink.sha256()).isEqualTo(Pattern.sha256(1, MORE_THAN_THE_KERNEL_TAKES));
            assertThat(written.isSuccess()).isTrue();
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    /** One event closes a channel and opens another: what else came for the first, its end too, is not told to the second. */
    @ParameterizedTest
    @ValueSource(strings = {"detected", "nio"})
    void aNewChannelGetsNothingOfTheOneWhoseFileDescriptorItHas(String name) throws Exception {
        Transport transport = detect(name);
        EventLoopGroup group = transport.newEventLoopGroup(1, "transport-test");
        try (ServerSocket peers = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            Bootstrap bootstrap = new Bootstrap()
                    .group(group)
                    .channel(transport.socketChannel())
                    .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                    .option(ChannelOption.AUTO_READ, false);
            Channel old = bootstrap
                    .clone()
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(peers.getLocalSocketAddress())
                    .sync()
                    .channel();
            Socket oldPeer = peers.accept();
            BlockingQueue<String> told = new LinkedBlockingQueue<>();
            CompletableFuture<Channel> replaced = new CompletableFuture<>();
            bootstrap
                    .clone()
                    .option(ChannelOption.AUTO_READ, true)
                    .handler(new ChannelInboundHandlerAdapter() {
                        @Override
                        public void channelRead(ChannelHandlerContext ctx, Object message) {
                            ReferenceCountUtil.release(message);
                            old.close();
                            bootstrap
                                    .clone()
                                    .handler(new Told(told))
                                    .connect(peers.getLocalSocketAddress())
                                    .addListener((ChannelFuture done) -> replaced.complete(done.channel()));
                        }
                    })
                    .connect(peers.getLocalSocketAddress())
                    .sync();
            Socket replacer = peers.accept();
            CountDownLatch held = new CountDownLatch(1);
            CountDownLatch bothCame = new CountDownLatch(1);
            group.next().execute(() -> {
                held.countDown();
                awaitUninterruptibly(bothCame);
            });
            held.await();
            replacer.getOutputStream().write(1);
            oldPeer.shutdownOutput();
            bothCame.countDown();

            Channel channel = replaced.get(10, TimeUnit.SECONDS);
            Socket peer = peers.accept();
            peer.getOutputStream().write(1);
            channel.config().setAutoRead(true);
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("read");
            peer.shutdownOutput();
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("ended");
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a channel is told, in order. */
    private static final class Told extends ChannelInboundHandlerAdapter {
        private final BlockingQueue<String> told;

        Told(BlockingQueue<String> told) {
            this.told = told;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
            told.add("read");
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                told.add("ended");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            told.add(cause.toString());
        }
    }

    private static Transport detect(String name) {
        System.setProperty("moosic.tunnel.transport", name);
        try {
            return Transport.detect();
        } finally {
            System.clearProperty("moosic.tunnel.transport");
        }
    }
}
