package dev.moosic.tunnel.server.remote;

import io.netty.channel.socket.SocketChannel;

/** Ends a remote connection so that its peer sees a reset, and never a clean end. */
final class RemoteReset {
    private RemoteReset() {}

    /** Of a channel that no event loop has yet. */
    static void unregistered(SocketChannel remote) {
        linger(remote);
        remote.unsafe().closeForcibly();
    }

    /** On the channel's event loop. */
    static void registered(SocketChannel remote) {
        linger(remote);
        remote.close();
    }

    private static void linger(SocketChannel remote) {
        if (remote.isOpen()) {
            remote.config().setSoLinger(0);
        }
    }
}
