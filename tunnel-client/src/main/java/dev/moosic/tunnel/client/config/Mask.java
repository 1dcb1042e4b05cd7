package dev.moosic.tunnel.client.config;

/** The masking key of the client's WebSocket frames, {@code docs/protocol.md} section 2. */
public enum Mask {
    /** Random on {@code ws}, zero on {@code wss}, where TLS does what masks are for. */
    AUTO,
    /** Always zero: spares a pass over every byte; no proxy that looks into HTTP may be on the way. */
    ZERO,
    /** Always random. */
    RANDOM
}
