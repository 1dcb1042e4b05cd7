package dev.moosic.tunnel.protocol.transport;

import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/** Ends the output of TCP channels. */
public final class SocketOutput {
    private SocketOutput() {}

    /**
     * Sends FIN, as {@link DuplexChannel#shutdownOutput()} does, which also makes an exception with its stack for writes
     * that wait: a twentieth of what a short connection costs. So none may wait here, and none may follow; and there is no
     * {@code ChannelOutputShutdownEvent}. On the event loop.
     *
     * @return fails with {@link NotYetConnectedException} if the peer has reset the connection, and with
     *     {@link java.nio.channels.ClosedChannelException} if it is closed here
     */
    public static ChannelFuture shutdown(DuplexChannel channel) {
        assert channel.eventLoop().inEventLoop();
        if (!(channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket)) {
            return channel.shutdownOutput();
        }
        try {
            socket.shutdown(false, true);
            return channel.newSucceededFuture();
        } catch (IOException | NotYetConnectedException e) {
            return channel.newFailedFuture(e);
        }
    }
}
