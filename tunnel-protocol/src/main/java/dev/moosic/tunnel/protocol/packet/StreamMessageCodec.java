package dev.moosic.tunnel.protocol.packet;

import dev.moosic.tunnel.protocol.packet.StreamMessage.CloseReason;
import dev.moosic.tunnel.protocol.packet.StreamMessage.EndOfStream;
import dev.moosic.tunnel.protocol.packet.StreamMessage.RefusedByPeer;
import dev.moosic.tunnel.protocol.packet.StreamMessage.ResetByPeer;

/** Between what a control connection carries and what one stream reads and writes: pure functions, section 7.2. */
public final class StreamMessageCodec {
    private static final StreamMessage END = new StreamMessage.Close(new EndOfStream());

    private StreamMessageCodec() {}

    /**
     * What a stream reads for {@code packet}; {@link Data} is both, and keeps its owner.
     *
     * @throws IllegalArgumentException for a packet that is not Data, End, Reset or Refused
     */
    public static StreamMessage toMessage(ControlPacket packet) {
        if (packet instanceof Data data) {
            return data;
        }
        if (packet instanceof End) {
            return END;
        }
        if (packet instanceof Reset reset) {
            return new StreamMessage.Close(new ResetByPeer(reset.code(), reset.message()));
        }
        if (packet instanceof Refused refused) {
            return new StreamMessage.Close(new RefusedByPeer(refused.code(), refused.message()));
        }
        throw new IllegalArgumentException(packet.type() + " is not a message of a stream");
    }

    /** The packet that carries {@code message} on stream {@code streamId}; {@link Data} goes as it is. */
    public static ControlPacket toPacket(long streamId, StreamMessage message) {
        return message instanceof StreamMessage.Close close ? toPacket(streamId, close.reason()) : (Data) message;
    }

    private static ControlPacket toPacket(long streamId, CloseReason reason) {
        if (reason instanceof ResetByPeer reset) {
            return new Reset(streamId, reset.code(), reset.message());
        }
        if (reason instanceof RefusedByPeer refused) {
            return new Refused(streamId, refused.code(), refused.message());
        }
        return new End(streamId);
    }
}
