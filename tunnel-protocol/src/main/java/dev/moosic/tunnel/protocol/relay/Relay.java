package dev.moosic.tunnel.protocol.relay;

import dev.moosic.tunnel.protocol.packet.StreamErrorCode;
import dev.moosic.tunnel.protocol.packet.StreamMessage;
import dev.moosic.tunnel.protocol.packet.StreamMessage.ResetByPeer;
import io.netty.channel.socket.DuplexChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Joins two channels on one event loop, commonly a TCP channel and a stream: bytes both ways, each side read only while
 * the other is writable, half-close passed on after the last byte, a reset passed on as a reset.
 *
 * <p>A relay ends in one of two ways. Either each side has ended its direction, and both ends have been passed on: both
 * channels are closed in order. Or one side fails before (reset, refused, closed): the other is reset at once, and what
 * waits to be written to it is dropped.
 *
 * <p>What waits is bounded by the write buffers of the two channels, with one exception: when a TCP peer ends its
 * direction, epoll reads the whole of the socket's receive buffer at once, whatever {@code autoRead} says. A stream
 * queues that and charges it to its session.
 */
public final class Relay {
    private final RelayListener listener;
    private final RelaySide near;
    private final RelaySide far;
    private @Nullable RelayCloseReason reason;

    private Relay(DuplexChannel near, DuplexChannel far, RelayListener listener) {
        this.listener = listener;
        this.near = new RelaySide(this, near);
        this.far = new RelaySide(this, far);
    }

    /**
     * Installs the relay at the end of both pipelines and starts reading. On the event loop of both. Until then neither
     * may have been read ({@code autoRead} off since it was opened); from then on both belong to the relay, though anyone
     * may close or reset either.
     *
     * @param listener told once, when both channels are closed
     */
    public static void join(DuplexChannel near, DuplexChannel far, RelayListener listener) {
        if (!near.eventLoop().inEventLoop() || near.eventLoop() != far.eventLoop()) {
            throw new IllegalStateException("a relay is joined on the one event loop of both its channels");
        }
        Relay relay = new Relay(near, far, listener);
        relay.near.install(relay.far);
        relay.far.install(relay.near);
        relay.near.start();
        relay.far.start();
    }

    /** Bytes have left for the channel of {@code side}. */
    void sent(RelaySide side, int bytes) {
        if (side == near) {
            listener.sentToNear(bytes);
        } else {
            listener.sentToFar(bytes);
        }
    }

    /** The end of one direction has been passed on. */
    void ended() {
        if (reason == null && near.isOutputEnded() && far.isOutputEnded()) {
            reason = new RelayCloseReason.Finished();
            near.close();
            far.close();
        }
    }

    /** The peer of {@code side} reset or refused its stream. */
    void resetBy(RelaySide side, StreamMessage.CloseReason closeReason) {
        String message = closeReason.toString();
        StreamErrorCode code = closeReason instanceof ResetByPeer reset ? reset.code() : StreamErrorCode.CANCELLED;
        fail(
                side == near ? new RelayCloseReason.NearReset(message) : new RelayCloseReason.FarReset(closeReason),
                code,
                message);
    }

    /** The channel of {@code side} failed, or was closed before both directions ended. */
    void failed(RelaySide side, StreamErrorCode code, String cause) {
        fail(
                side == near
                        ? new RelayCloseReason.NearReset(cause)
                        : new RelayCloseReason.FarReset(new ResetByPeer(code, cause)),
                code,
                cause);
    }

    private void fail(RelayCloseReason why, StreamErrorCode code, String message) {
        if (reason == null) {
            reason = why;
            near.abort(code, message);
            far.abort(code, message);
        }
    }

    /** The channel of one side is closed. */
    void closed() {
        if (near.isClosed() && far.isClosed()) {
            listener.closed(far.bytesSent(), near.bytesSent(), Objects.requireNonNull(reason));
        }
    }
}
