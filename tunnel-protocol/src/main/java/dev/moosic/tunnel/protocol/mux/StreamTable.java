package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.ProtocolException;
import io.netty.util.collection.LongObjectHashMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The live streams of one lane by id, and the rules for ids of {@code docs/protocol.md} section 7.1: the dialer's are
 * odd, the acceptor's even, and they rise within the lane. On the lane's event loop.
 */
final class StreamTable {
    private final LongObjectHashMap<StreamChannel> streams = new LongObjectHashMap<>(8);
    private final int peerParity;
    private long lastOwnId;
    private long lastPeerId;

    StreamTable(Session.Role role) {
        this.peerParity = role == Session.Role.DIALER ? 0 : 1;
    }

    /** Adds a stream that this side opened. */
    void addOwn(StreamChannel stream) {
        lastOwnId = stream.streamId();
        streams.put(stream.streamId(), stream);
    }

    /**
     * Checks the id of an Init.
     *
     * @throws ProtocolException if it has the wrong parity or does not rise
     */
    void checkOpenedByPeer(long id) {
        if ((id & 1) != peerParity || Long.compareUnsigned(id, lastPeerId) <= 0) {
            throw new ProtocolException("Init of stream " + Long.toUnsignedString(id) + ", expected an "
                    + (peerParity == 1 ? "odd" : "even") + " id above " + Long.toUnsignedString(lastPeerId));
        }
        lastPeerId = id;
    }

    void addPeers(StreamChannel stream) {
        streams.put(stream.streamId(), stream);
    }

    /**
     * The live stream of an id; {@code null} if it is closed.
     *
     * @throws ProtocolException if it was never opened
     */
    @Nullable
    StreamChannel find(long id) {
        StreamChannel stream = streams.get(id);
        if (stream == null) {
            long last = (id & 1) == peerParity ? lastPeerId : lastOwnId;
            if (id == 0 || Long.compareUnsigned(id, last) > 0) {
                throw new ProtocolException(
                        "packet for stream " + Long.toUnsignedString(id) + ", which was never opened");
            }
        }
        return stream;
    }

    boolean isOwn(long id) {
        return (id & 1) != peerParity;
    }

    boolean remove(long id) {
        return streams.remove(id) != null;
    }

    int size() {
        return streams.size();
    }

    /** The live streams at this moment. */
    List<StreamChannel> snapshot() {
        return new ArrayList<>(streams.values());
    }
}
