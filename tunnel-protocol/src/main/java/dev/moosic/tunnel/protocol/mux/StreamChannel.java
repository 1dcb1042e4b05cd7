package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.packet.RefusalCode;
import dev.moosic.tunnel.protocol.packet.StreamErrorCode;
import io.netty.channel.socket.DuplexChannel;

/**
 * A stream as a Netty channel (seeds: {@code ActiveStream}, {@code LocalActiveStream}). Reads and writes are
 * {@code ByteBuf}s. Writability is flow control; {@code shutdownOutput()} sends what is queued, then End;
 * {@code ChannelInputShutdownEvent} follows the last byte of the peer's End; {@code close()} before both Ends is
 * {@code Reset(CANCELLED)}. A Reset or Refused of the peer reaches the pipeline as a user event of type
 * {@code StreamMessage.Close} before {@code channelInactive}. Credit is returned when the pipeline calls
 * {@link #consumed}: the relay does so when bytes have left for their socket.
 */
public abstract class StreamChannel extends io.netty.channel.AbstractChannel implements DuplexChannel {

    StreamChannel() {
        super(null);
    }

    /** The Init that opened this stream. */
    public abstract Init init();

    public abstract Lane lane();

    /**
     * Tells that {@code bytes} delivered to the pipeline have left for their destination, so that the peer may send
     * more. On the event loop. Every delivered byte is reported exactly once.
     */
    public abstract void consumed(int bytes);

    /** Refuses a stream that the peer opened; instead of any write. On the event loop. */
    public abstract void refuse(RefusalCode code, String message);

    /** Ends both directions at once; queued writes fail. Any thread; after the end does nothing. */
    public abstract void reset(StreamErrorCode code, String message);
}
