package dev.moosic.tunnel.protocol.websocket;

/** How frames are masked on their way out, section 2. Also tells which end of the control connection this is. */
public enum Masking {
    /** The acceptor: MASK bit never set; inbound frames must have it. */
    NONE,
    /** A dialer on {@code wss}, or where the operator asked for it: MASK bit set, key zero, payloads left as they are. */
    ZERO,
    /** Any other dialer: an unpredictable key for each frame. */
    RANDOM;

    /** Whether frames have the MASK bit on their way out. */
    boolean isDialer() {
        return this != NONE;
    }
}
