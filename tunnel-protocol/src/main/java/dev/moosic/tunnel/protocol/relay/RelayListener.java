package dev.moosic.tunnel.protocol.relay;

/** Told how a relay ended. */
@FunctionalInterface
public interface RelayListener {
    /**
     * @param bytesToFar payload bytes that left for the far channel
     * @param bytesToNear payload bytes that left for the near channel
     */
    void closed(long bytesToFar, long bytesToNear, RelayCloseReason reason);
}
