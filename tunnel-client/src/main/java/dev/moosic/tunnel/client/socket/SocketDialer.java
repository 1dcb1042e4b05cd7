package dev.moosic.tunnel.client.socket;

import dev.moosic.tunnel.protocol.transport.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a name: looks it up, then tries its addresses one after the other, sharing the time that is left. Channels
 * come with autoRead off, half-closure allowed and TCP_NODELAY.
 */
public final class SocketDialer {
    private final Transport transport;
    private final NameLookup names;

    public SocketDialer(Transport transport, NameLookup names) {
        this.transport = transport;
        this.names = names;
    }

    /** What the channels are made by. */
    public Transport transport() {
        return transport;
    }

    /**
     * Connects within {@code timeout}, the lookup included.
     *
     * @param loop carries the channel and completes the future
     * @param initializer fills each tried channel's pipeline
     * @return fails with {@link java.net.UnknownHostException}, {@link ConnectTimeoutException}, or as the last address
     *     did; cancelling it gives the attempt up and resets what it opened
     */
    public Future<Channel> dial(String host, int port, Duration timeout, EventLoop loop, ChannelHandler initializer) {
        Promise<Channel> connected = loop.newPromise();
        long deadline = System.nanoTime() + timeout.toNanos();
        ScheduledFuture<?> timer = loop.schedule(
                () -> connected.tryFailure(new ConnectTimeoutException(
                        host + ":" + port + " did not answer within " + timeout.toMillis() + " ms")),
                timeout.toNanos(),
                TimeUnit.NANOSECONDS);
        connected.addListener(done -> timer.cancel(false));
        names.addresses(host, loop).addListener((Future<List<InetAddress>> found) -> {
            if (found.isSuccess()) {
                Attempt attempt = new Attempt(found.getNow(), port, deadline, loop, initializer, connected);
                attempt.next(null);
            } else {
                connected.tryFailure(found.cause());
            }
        });
        return connected;
    }

    /**
     * Closes a connection that nobody wants any more. The kernel may have made it already: a reset tells the peer that
     * this is no end in order.
     */
    public static void abandon(Channel channel) {
        try {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException e) {
            // The socket is gone already, and so is whom this would tell.
        }
        channel.close();
    }

    /** One dial over the addresses found. On the event loop. */
    private final class Attempt {
        private final Iterator<InetAddress> addresses;
        private int left;
        private final int port;
        private final long deadline;
        private final Bootstrap bootstrap;
        private final Promise<Channel> connected;

        Attempt(
                List<InetAddress> addresses,
                int port,
                long deadline,
                EventLoop loop,
                ChannelHandler initializer,
                Promise<Channel> connected) {
            this.addresses = addresses.iterator();
            this.left = addresses.size();
            this.port = port;
            this.deadline = deadline;
            this.connected = connected;
            this.bootstrap = new Bootstrap()
                    .group(loop)
                    .channel(transport.socketChannel())
                    .option(ChannelOption.AUTO_READ, false)
                    .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.SO_KEEPALIVE, true)
                    .handler(initializer);
        }

        void next(@Nullable Throwable lastFailure) {
            if (connected.isDone()) {
                return;
            }
            if (!addresses.hasNext()) {
                connected.tryFailure(
                        lastFailure != null ? lastFailure : new java.net.UnknownHostException("no address"));
                return;
            }
            long shareMillis = Math.max(1, (deadline - System.nanoTime()) / 1_000_000 / left--);
            ChannelFuture attempt = bootstrap
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(Integer.MAX_VALUE, shareMillis))
                    .connect(new InetSocketAddress(addresses.next(), port));
            connected.addListener(done -> {
                if (!done.isSuccess()) {
                    abandon(attempt.channel());
                }
            });
            attempt.addListener((ChannelFuture done) -> {
                if (!done.isSuccess()) {
                    next(done.cause());
                } else if (!connected.trySuccess(done.channel())) {
                    abandon(done.channel());
                }
            });
        }
    }
}
