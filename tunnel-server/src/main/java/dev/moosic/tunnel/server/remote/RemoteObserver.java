package dev.moosic.tunnel.server.remote;

/** Told of every public connection to a remote port: the access log and the metrics. Any event loop; must not block. */
public interface RemoteObserver {

    /** Nobody looks. */
    RemoteObserver NONE = new RemoteObserver() {
        @Override
        public void opened(RemoteConnection connection, boolean crossesLoops) {}

        @Override
        public void rejected(RemoteConnection connection, String reason) {}

        @Override
        public void bytes(RemoteConnection connection, long fromRemote, long toRemote) {}

        @Override
        public void closed(RemoteConnection connection, RemoteReport report) {}
    };

    /**
     * The connection became a stream.
     *
     * @param crossesLoops whether the two ends of its relay live on different event loops, which costs speed
     */
    void opened(RemoteConnection connection, boolean crossesLoops);

    /**
     * The connection was closed without ever becoming a stream.
     *
     * @param reason one of a few words, such as {@code away} or {@code connections_per_address}
     */
    void rejected(RemoteConnection connection, String reason);

    /** So many more bytes have flowed: from the caller into the stream, and from the stream to the caller. */
    void bytes(RemoteConnection connection, long fromRemote, long toRemote);

    /** The connection ended. */
    void closed(RemoteConnection connection, RemoteReport report);
}
