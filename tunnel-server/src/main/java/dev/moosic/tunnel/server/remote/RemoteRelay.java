package dev.moosic.tunnel.server.remote;

import dev.moosic.tunnel.protocol.packet.StreamMessage.RefusedByPeer;
import dev.moosic.tunnel.protocol.relay.RelayCloseReason;
import dev.moosic.tunnel.protocol.relay.RelayCloseReason.FarReset;
import dev.moosic.tunnel.protocol.relay.RelayListener;
import dev.moosic.tunnel.server.net.AddressText;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the observer what one remote connection relays. On the connection's event loop. */
final class RemoteRelay implements RelayListener {
    private static final Logger log = LoggerFactory.getLogger(RemoteRelay.class);

    private final RemoteConnection connection;
    private final RemoteObserver observer;
    private final long openedNanos = System.nanoTime();
    private long firstByteNanos;

    RemoteRelay(RemoteConnection connection, RemoteObserver observer) {
        this.connection = connection;
        this.observer = observer;
    }

    @Override
    public void sentToFar(int bytes) {
        observer.bytes(connection, bytes, 0);
    }

    @Override
    public void sentToNear(int bytes) {
        if (firstByteNanos == 0) {
            firstByteNanos = System.nanoTime();
        }
        observer.bytes(connection, 0, bytes);
    }

    @Override
    public void closed(long bytesToFar, long bytesToNear, RelayCloseReason reason) {
        if (reason instanceof FarReset reset && reset.reason() instanceof RefusedByPeer refused) {
            log.info(
                    "stream refused client={} tunnel={} port={} source={} code={} reason=\"{}\"",
                    connection.client(),
                    connection.tunnel(),
                    connection.port(),
                    AddressText.of(connection.source()),
                    refused.code(),
                    refused.message());
        }
        observer.closed(
                connection,
                new RemoteReport(
                        reason,
                        bytesToFar,
                        bytesToNear,
                        firstByteNanos == 0 ? null : Duration.ofNanos(firstByteNanos - openedNanos),
                        Duration.ofNanos(System.nanoTime() - openedNanos)));
    }
}
