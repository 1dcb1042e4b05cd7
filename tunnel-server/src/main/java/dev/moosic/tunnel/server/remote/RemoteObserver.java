package dev.moosic.tunnel.server.remote;

import dev.moosic.tunnel.protocol.relay.RelayCloseReason;
import java.time.Duration;

/** Told of every public connection to a remote port: the access log and the metrics. Any event loop; must not block. */
public interface RemoteObserver {

    /** Nobody looks. */
    RemoteObserver NONE = new RemoteObserver() {
        @Override
        public void opened(RemoteConnection connection, boolean crossesLoops) {}

        @Override
        public void rejected(RemoteConnection connection, String reason) {}

        @Override
        public void closed(
                RemoteConnection connection,
                RelayCloseReason reason,
                long bytesFromRemote,
                long bytesToRemote,
                Duration lifetime) {}
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

    /** The connection ended. */
    void closed(
            RemoteConnection connection,
            RelayCloseReason reason,
            long bytesFromRemote,
            long bytesToRemote,
            Duration lifetime);
}
