package dev.moosic.tunnel.protocol.packet;

/** What one stream reads and writes, apart from flow control: {@link Data} in order, then {@link Close} with its reason. */
public sealed interface StreamMessage permits Data, StreamMessage.Close {

    /** The end of one direction ({@link EndOfStream}) or of both. */
    record Close(CloseReason reason) implements StreamMessage {}

    /** Why a stream, or a direction of it, closed. */
    sealed interface CloseReason permits EndOfStream, ResetByPeer, RefusedByPeer {}

    /** The peer has sent everything: a clean end of its direction. */
    record EndOfStream() implements CloseReason {}

    /** The peer reset both directions. */
    record ResetByPeer(StreamErrorCode code, String message) implements CloseReason {}

    /** The peer never carried the stream. */
    record RefusedByPeer(RefusalCode code, String message) implements CloseReason {}
}
