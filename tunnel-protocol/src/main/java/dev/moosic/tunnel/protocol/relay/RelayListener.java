package dev.moosic.tunnel.protocol.relay;

/** Told of the bytes of a relay while they flow, and how it ended. Every call comes on the event loop of its channels. */
@FunctionalInterface
public interface RelayListener {

    /** {@code bytes} more of payload have left for the far channel. */
    default void sentToFar(int bytes) {}

    /** {@code bytes} more of payload have left for the near channel. */
    default void sentToNear(int bytes) {}

    /**
     * Both channels are closed; called once.
     *
     * @param bytesToFar payload bytes that left for the far channel
     * @param bytesToNear payload bytes that left for the near channel
     */
    void closed(long bytesToFar, long bytesToNear, RelayCloseReason reason);
}
