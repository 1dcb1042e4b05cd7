package dev.moosic.tunnel.client.socket;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.protocol.transport.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SocketDialerTest {
    private final Transport transport = Transport.detect();
    private final EventLoopGroup group = transport.newEventLoopGroup(1, "dial");
    private final NameLookup names = new NameLookup();
    private final SocketDialer dialer = new SocketDialer(transport, names);

    @AfterEach
    void close() {
        names.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** A public connection that was reset must not look cleanly ended to the local service. */
    @Test
    void aDialGivenUpOnceTheKernelHasConnectedIsAReset() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            EventLoop loop = group.next();
            // Both in one turn of the loop: the kernel has connected, and the loop has not been told.
            loop.submit(() -> {
                        Future<Channel> dialled = dialer.dial(
                                "127.0.0.1",
                                listener.getLocalPort(),
                                Duration.ofSeconds(10),
                                loop,
                                new ChannelInboundHandlerAdapter());
                        loop.execute(() -> loop.execute(() -> dialled.cancel(false)));
                    })
                    .sync();
            try (Socket accepted = listener.accept()) {
                assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketException.class);
            }
        }
    }
}
