package dev.moosic.tunnel.sample;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A running sample library. */
public final class SampleLibrary implements AutoCloseable {
    private static final int THREADS = 2;

    private final EventLoopGroup loops;
    private final Channel listener;

    private SampleLibrary(EventLoopGroup loops, Channel listener) {
        this.loops = loops;
        this.listener = listener;
    }

    /**
     * Makes the tracks that are missing in {@code music}, then listens.
     *
     * @param address port 0 takes a free one
     * @throws IOException if the folder cannot be written, or ({@link java.net.BindException}) the address is taken
     */
    public static SampleLibrary start(InetSocketAddress address, Path music) throws IOException {
        Catalogue catalogue = Catalogue.open(music);
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(THREADS, NioIoHandler.newFactory());
        try {
            Channel listener = new ServerBootstrap()
                    .group(loops)
                    .channel(NioServerSocketChannel.class)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childHandler(new LibraryInitializer(catalogue))
                    .bind(address)
                    .syncUninterruptibly()
                    .channel();
            return new SampleLibrary(loops, listener);
        } catch (RuntimeException e) {
            loops.shutdownGracefully();
            throw e;
        }
    }

    /** Where it answers, seen from this machine. */
    public URI url() {
        InetSocketAddress bound = (InetSocketAddress) listener.localAddress();
        InetAddress reachable =
                bound.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound.getAddress();
        return URI.create("http://" + NetUtil.toSocketAddressString(new InetSocketAddress(reachable, bound.getPort())));
    }

    /** Waits until the library is closed. */
    public void join() {
        listener.closeFuture().syncUninterruptibly();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
